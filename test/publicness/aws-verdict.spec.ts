import { assert } from 'chai';
import * as fc from 'fast-check';
import { isPublicPolicy } from '../../local/s3/policy-publicness.ts';
import { isPublicToAws, isSurelyPublicToAws, mayBePublicToAws } from '../../publicness/aws-verdict.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { awsBreadth, strictestBreadth } from '../../publicness/source-ip.ts';
import { judgeStatement } from '../../publicness/statement.ts';
import { allow, policy, worldByRanges } from '../support/buckets.ts';
import { sample } from '../support/policies.ts';

const when = (operator: string, key: string, value: unknown): Record<string, unknown> =>
  allow({ Condition: { [operator]: { [key]: value } } });
const from = (...ranges: string[]): Record<string, unknown> => when('IpAddress', 'aws:SourceIp', ranges);
const sparing = (operator: string, ranges: unknown, overrides: Record<string, unknown> = {}): object =>
  allow({ Effect: 'Deny', Condition: { [operator]: { 'aws:SourceIp': ranges } }, ...overrides });
const slash8s = Array.from({ length: 223 }, (_, i) => `${i + 1}.0.0.0/8`);

function verdicts(statement: Record<string, unknown>): { toUs: boolean; toAws: boolean; surely: boolean } {
  const reading = readPolicy(policy(statement));
  const first = reading.kind === 'read' ? reading.statements[0] : undefined;
  if (first?.effect !== 'Allow') throw new Error('the test gives no Allow statement');
  return {
    toUs: judgeStatement(first, awsBreadth) !== null,
    toAws: isPublicToAws(first),
    surely: isSurelyPublicToAws(policy(statement), awsBreadth),
  };
}

describe('whether AWS calls a statement public', () => {
  const yes = { toUs: true, toAws: true, surely: true };
  const onlyToUs = { toUs: true, toAws: false, surely: false };
  const inDoubt = { toUs: true, toAws: true, surely: false };
  const no = { toUs: false, toAws: false, surely: false };
  const cases: [string, Record<string, unknown>, typeof yes][] = [
    ['everyone', allow(), yes],
    ['whoever signs up with a provider', allow({ Principal: { Federated: 'graph.facebook.com' } }), yes],
    ['all but a role', { ...allow({ NotPrincipal: { AWS: '111122223333' } }), Principal: undefined }, yes],
    ['a role', allow({ Principal: { AWS: 'arn:aws:iam::111122223333:role/a' } }), no],
    ['a narrow range', from('203.0.113.0/24'), no],
    ['the broadest range that is narrow', from('54.0.0.0/8'), no],
    ['a broad range', from('54.0.0.0/7'), yes],
    ['a broad range beside narrow ones', from('203.0.113.0/24', '0.0.0.0/1'), yes],
    ['a broad range of IPv6', from('2000::/3'), yes],
    ['ranges that are everyone together', worldByRanges, onlyToUs],
    ['the same beside a broad one', from(...slash8s, '0.0.0.0/0'), yes],
    ['the same beside what is no range', from(...slash8s, 'office'), inDoubt],
    ['the same by another spelling of the key', when('IpAddress', 'AWS:sourceIP', [...slash8s, 'office']), inDoubt],
    ['the same beside a wildcard', from(...slash8s, '203.0.*'), yes],
    ['the same where the address may be missing', when('IpAddressIfExists', 'aws:SourceIp', slash8s), inDoubt],
    ['all but a range', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'), yes],
    ['nothing but what is no range', from('office'), yes],
    ['no range at all', from(), yes],
    ['a fixed organisation', when('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'), no],
    ['an organisation with a wildcard', when('StringLike', 'aws:PrincipalOrgID', 'o-*'), yes],
    ['all but an organisation', when('StringNotEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'), yes],
    ['an organisation, if there is one', when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'), inDoubt],
    ['the same with a wildcard', when('StringLikeIfExists', 'aws:PrincipalOrgID', 'o-*'), yes],
    ['endpoints, all of none', when('ForAllValues:StringEquals', 'aws:SourceVpce', ['vpce-1']), inDoubt],
    ['a key that AWS does not list', when('StringEquals', 'aws:SourceOrgID', 'o-a1b2c3d4e5'), no],
    ['a tag of the principal', when('StringEquals', 'aws:PrincipalTag/team', 'web'), inDoubt],
    ['any tag of the principal', when('StringLike', 'aws:PrincipalTag/team', '*'), yes],
    ['a type of principal', when('StringEquals', 'AWS:principalType', 'User'), inDoubt],
    [
      'a service by its names',
      when('ForAnyValue:StringEquals', 'aws:PrincipalServiceNamesList', 'logs.amazonaws.com'),
      inDoubt,
    ],
    ['a name of a user', when('StringEquals', 'aws:username', 'ann'), inDoubt],
    ['services of AWS', when('Bool', 'aws:PrincipalIsAWSService', 'true'), yes],
    ['a page that refers', when('StringLike', 'aws:Referer', 'https://example.com/*'), yes],
    ['a key whose name only ends like one', when('StringEquals', 's3:aws:username', 'ann'), yes],
    ['a key whose name only begins like one', when('StringEquals', 'aws:usernames', 'ann'), yes],
    [
      'a clause that binds beside one that does not',
      allow({
        Condition: { Bool: { 'aws:SecureTransport': 'true' }, IpAddress: { 'aws:SourceIp': slash8s } },
      }),
      onlyToUs,
    ],
    [
      'an operator that another clause helps',
      allow({
        Condition: { IpAddressIfExists: { 'aws:SourceIp': slash8s }, Null: { 'aws:SourceIp': 'false' } },
      }),
      onlyToUs,
    ],
  ];
  for (const [what, statement, expected] of cases) {
    it(`of ${what}: ${expected.surely ? 'surely' : expected.toAws ? 'perhaps' : 'no'}`, () => {
      assert.deepEqual(verdicts(statement), expected);
      assert.equal(mayBePublicToAws(policy(statement)), expected.toAws);
    });
  }
});

describe('whether AWS surely calls a policy public', () => {
  const cases: [string, string | null, boolean][] = [
    ['none', null, false],
    ['one that cannot be read', '{', false],
    ['an empty one', policy(), false],
    ['one for everyone', policy(allow()), true],
    ['one public statement of many', policy(worldByRanges, allow({ Principal: ['?'] }), allow()), true],
    ['one statement that cannot be read', policy(allow({ Principal: ['?'] })), false],
    ['a Deny', policy(allow({ Effect: 'Deny' })), false],
    ['everyone, beside a Deny of plain HTTP', policy(allow(), { ...when('Bool', 'a', 'b'), Effect: 'Deny' }), true],
    ['everyone, beside a Deny that cannot be read', policy(allow(), { Effect: 'Deny' }), true],
    ['everyone, but for a Deny of other ranges', policy(allow(), sparing('NotIpAddress', slash8s)), false],
    ['the same in another case', policy(sparing('notipaddress', slash8s), allow()), false],
    ['the same, if there is an address', policy(allow(), sparing('NotIpAddressIfExists', slash8s)), false],
    ['the same for all', policy(allow(), sparing('ForAllValues:NotIpAddress', slash8s)), false],
    ['the same for any', policy(allow(), sparing('ForAnyValue:NotIpAddress', slash8s)), false],
    ['a Deny by an operator that there is not', policy(allow(), sparing('NotIpAddressAt', slash8s)), true],
    ['a Deny by another that there is not', policy(allow(), sparing('IfNotIpAddress', slash8s)), true],
    ['a Deny of those ranges', policy(allow(), sparing('IpAddress', slash8s)), true],
    ['a Deny that spares an office', policy(allow(), sparing('NotIpAddress', '203.0.113.0/24')), true],
    ['a Deny that spares half of all', policy(allow(), sparing('NotIpAddress', ['0.0.0.0/1', ...slash8s])), true],
    [
      'a Deny that asks for other addresses',
      policy(allow(), allow({ Effect: 'Deny', Condition: { NotIpAddress: { 'aws:VpcSourceIp': slash8s } } })),
      true,
    ],
  ];
  for (const [what, text, expected] of cases) {
    it(`${expected ? 'yes' : 'no'}: ${what}`, () => {
      assert.equal(isSurelyPublicToAws(text, awsBreadth), expected);
    });
  }

  for (const [what, text, expected] of [
    ['none', null, false],
    ['one that cannot be read', '{', true],
    ['an empty one', policy(), false],
    ['a statement that cannot be read', policy(allow({ Principal: ['?'] })), true],
    ['a Deny for everyone', policy(allow({ Effect: 'Deny' })), false],
    ['the second of two', policy(worldByRanges, allow()), true],
  ] as const) {
    it(`${expected ? 'may' : 'cannot'} be, where it is not sure: ${what}`, () => {
      assert.equal(mayBePublicToAws(text), expected);
    });
  }

  it('is in doubt for a Deny that spares what our verdict calls broad', () => {
    const text = policy(allow(), sparing('NotIpAddress', '54.0.0.0/9'));

    assert.isTrue(isSurelyPublicToAws(text, awsBreadth));
    assert.isFalse(isSurelyPublicToAws(text, { ...awsBreadth, ipv4PrefixLength: 24 }));
    assert.isFalse(isSurelyPublicToAws(text, strictestBreadth));
  });

  it('is never yes where S3 would take the policy, nor where we find nothing public', () => {
    const others = fc.constantFrom(worldByRanges, from('54.0.0.0/9'), when('StringEquals', 'aws:username', 'ann'));
    const drawn = fc.oneof(
      others,
      sample.map(({ statement }) => ({ ...statement })),
    );
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 4 }), (statements) => {
        if (!isSurelyPublicToAws(policy(...statements), awsBreadth)) return;

        assert.isTrue(isPublicPolicy(statements));
        assert.isTrue(statements.some((one) => one['Effect'] === 'Allow' && verdicts(one).toAws && verdicts(one).toUs));
      }),
    );
  });
});
