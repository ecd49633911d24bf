import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { emptyContext } from '../../contract/context.ts';
import { Exemption } from '../../contract/exemption.ts';
import type { Bucket, GroupRule, Resource } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { applyExemptions } from '../../exemptions/apply-exemptions.ts';
import type { Target } from '../../restore/exempt-parts.ts';
import { partsToExempt, restoreExemptions } from '../../restore/restore-exemptions.ts';
import { ruleOf, rules } from '../../rules/registry.ts';
import { allow, allUsersUri, bucket, groupGrant, ownerGrant, policy } from '../support/buckets.ts';
import { arbitraryRules, egress, ingress, securityGroup } from '../support/security-groups.ts';

const now = new Date('2026-11-20T12:00:00.500Z');
const terms = {
  restoreId: '20261120T120000Z-0a1b2c3d',
  owner: 'arn:aws:sts::111122223333:assumed-role/an-operator-with-a-name-of-some-length-indeed/sam@example.com',
  actionId: '20261119T080000Z-00000001.2',
  created: now,
  ms: 24 * 3_600_000,
};

/** What a rule finds in the resource once all exemptions of its restore are taken out. */
function leftOf(
  resource: Resource,
  live: Resource,
  ruleId: string,
  parameters: Record<string, string> = {},
): Violation[] {
  const exempt = partsToExempt({ asked: [], found: [], live, leadsTo: resource });
  const exemptions = restoreExemptions(exempt, { ...terms, resource });
  for (const exemption of exemptions) assert.doesNotThrow(() => v.parse(Exemption, exemption));
  const found = ruleOf(ruleId)?.withParameters(parameters)(resource, emptyContext) ?? [];
  const list = { maxDays: 90, tagExemptions: false, exemptions };
  return [...applyExemptions(resource, ruleId, found, list, new Date(now.getTime() + 1000)).open].filter(
    ({ kind }) => kind !== 'undecided',
  );
}

describe('what a restore exempts', () => {
  it('leaves no rule anything to mend in a security group that is put back, whatever its parameters', () => {
    const exposing = [
      'security-group-restricted-ports',
      'security-group-authorized-ports',
      'security-group-open-egress',
    ];
    let found = 0;
    fc.assert(
      fc.property(arbitraryRules, fc.constantFrom(...exposing), (given, ruleId) => {
        const back = securityGroup(given);
        const parameters = ruleId === 'security-group-restricted-ports' ? { ports: '0-65535,udp:0-65535' } : {};
        found += ruleOf(ruleId)?.withParameters(parameters)(back, emptyContext).length ?? 0;

        assert.deepEqual(leftOf(back, securityGroup([]), ruleId, parameters), []);
      }),
      { numRuns: 200 },
    );
    assert.isAbove(found, 100);
  });

  it('leaves no rule anything to mend in a bucket that is put back', () => {
    const back = bucket({
      policy: policy(allow({ Sid: 'Everyone' }), allow()),
      grants: [ownerGrant, groupGrant(allUsersUri), groupGrant(allUsersUri, 'WRITE')],
    });
    const live: Bucket = {
      ...back,
      policy: null,
      grants: [ownerGrant],
      ownership: 'BucketOwnerEnforced',
      versioning: { status: 'Enabled', mfaDelete: false },
    };

    for (const { id, resourceType } of rules.filter((rule) => rule.resourceType === back.type)) {
      const before = ruleOf(id)?.withParameters({})(live, emptyContext).length ?? 0;
      assert.isAtMost(leftOf(back, live, id).length, before, `${id} of ${resourceType}`);
    }
  });

  const targets = (given: Partial<Bucket>, ruleId: string): Target[] =>
    partsToExempt({
      asked: [],
      found: [],
      live: bucket({ publicAccessBlock: bucket().publicAccessBlock }),
      leadsTo: bucket(given),
    }).flatMap(({ rule, target }) => (rule === ruleId ? target : []));

  for (const [what, given, expected] of [
    ['a statement by its Sid', { policy: policy(allow({ Sid: 'Everyone' })) }, [{ sid: 'Everyone' }]],
    ['a statement without a Sid by no less than the rule', { policy: policy(allow()) }, [{}]],
    [
      'a grant by who is granted what',
      { grants: [ownerGrant, groupGrant(allUsersUri)] },
      [{ grantee: 'AllUsers', permission: 'READ' }],
    ],
  ] satisfies [string, Partial<Bucket>, Target[]][]) {
    it(`names ${what}`, () => {
      assert.deepEqual(targets(given, 's3-bucket-public-access'), expected);
    });
  }

  it('names ports and source of a rule, of tcp and udp, for both rules about who may come in', () => {
    const back: GroupRule[] = [ingress('tcp', [20, 25], '0.0.0.0/0'), ingress('udp', 53, '::/0')];

    const parts = partsToExempt({ asked: [], found: [], live: securityGroup([]), leadsTo: securityGroup(back) });

    const own = parts.filter(({ rule }) => rule === 'security-group-authorized-ports').map(({ target }) => target);
    assert.sameDeepMembers(own, [
      { port: '20-25', cidr: '0.0.0.0/0' },
      { port: 'udp:53', cidr: '::/0' },
    ]);
    const others = parts.filter(({ rule }) => rule === 'security-group-restricted-ports').map(({ target }) => target);
    assert.includeDeepMembers(others, own);
  });

  it('exempts what the mend had found by parameters that are not known here', () => {
    const violation: Violation = { kind: 'public-statement', index: 0, sid: 'Office', reason: 'too broad' };

    const parts = partsToExempt({
      asked: ['s3-bucket-public-access', 's3-bucket-tls-only'],
      found: [violation],
      live: bucket(),
      leadsTo: bucket(),
    });

    assert.deepEqual(parts, [{ rule: 's3-bucket-public-access', target: { sid: 'Office' } }]);
  });

  it('exempts from a rule about one direction only what was found in it', () => {
    const [inwards, outwards] = [ingress('tcp', 3389, '0.0.0.0/0'), egress('tcp', 25, '0.0.0.0/0')];
    const found = [inwards, outwards].map((rule): Violation => {
      const port = rule.fromPort ?? 0;
      return {
        kind: 'exposed-ports',
        rule,
        protocol: 'tcp',
        ports: [{ from: port, to: port }],
        reachedBy: 'the whole IPv4 internet',
      };
    });

    const parts = partsToExempt({
      asked: ['security-group-restricted-ports', 'security-group-open-egress'],
      found,
      live: securityGroup([]),
      leadsTo: securityGroup([]),
    });

    assert.sameDeepMembers(parts, [
      { rule: 'security-group-restricted-ports', target: { port: '3389', cidr: '0.0.0.0/0' } },
      { rule: 'security-group-open-egress', target: { port: '25', cidr: '0.0.0.0/0' } },
    ]);
  });

  it('exempts nothing that it does not put back, though what comes back moves it', () => {
    const kept = allow({ Sid: 'Later' });

    const parts = partsToExempt({
      asked: [],
      found: [],
      live: bucket({ policy: policy(kept) }),
      leadsTo: bucket({ policy: policy(allow({ Sid: 'Everyone' }), kept) }),
    });

    assert.deepEqual(
      parts.filter(({ rule }) => rule === 's3-bucket-public-access'),
      [{ rule: 's3-bucket-public-access', target: { sid: 'Everyone' } }],
    );
  });

  it('exempts from a whole rule nothing where the live resource violates it in the same way', () => {
    const parts = partsToExempt({
      asked: [],
      found: [],
      live: bucket({ policy: policy(allow()) }),
      leadsTo: bucket({ policy: policy(allow({ Sid: 'A b' }), allow()) }),
    });

    assert.notDeepInclude(parts, { rule: 's3-bucket-public-access', target: {} });
  });

  it('lists nothing that another of its exemptions covers anyway', () => {
    const wide = ingress('tcp', [20, 25], '0.0.0.0/0');
    const found: Violation[] = [
      { kind: 'exposed-ports', rule: wide, protocol: 'tcp', ports: [{ from: 22, to: 22 }], reachedBy: 'all' },
    ];

    const parts = partsToExempt({
      asked: ['security-group-restricted-ports'],
      found,
      live: securityGroup([]),
      leadsTo: securityGroup([wide, ingress('tcp', 22, '10.0.0.0/8'), ingress('tcp', 443, '0.0.0.0/0')]),
    });

    const own = parts.filter(({ rule }) => rule === 'security-group-restricted-ports').map(({ target }) => target);
    assert.sameDeepMembers(own, [
      { port: '20-25', cidr: '0.0.0.0/0' },
      { port: '443', cidr: '0.0.0.0/0' },
    ]);
  });

  it('keeps one of two that say the same in other words', () => {
    const parts = partsToExempt({
      asked: [],
      found: [],
      live: securityGroup([]),
      leadsTo: securityGroup([ingress('tcp', 22, '::/0'), ingress('tcp', 22, '0::0/0')]),
    });

    const own = parts.filter(({ rule }) => rule === 'security-group-restricted-ports').map(({ target }) => target);
    assert.lengthOf(own, 1);
    assert.include(['::/0', '0::0/0'], own[0]?.cidr);
  });

  it('exempts nothing of what is in the live resource as well', () => {
    const same = securityGroup([ingress('tcp', 22, '0.0.0.0/0')]);

    assert.deepEqual(partsToExempt({ asked: [], found: [], live: same, leadsTo: same }), []);
  });

  it('is in force from the second on, names who, and why', () => {
    const [exemption] = restoreExemptions([{ rule: 's3-bucket-versioning', target: {} }], {
      ...terms,
      resource: bucket(),
    });

    assert.deepEqual(exemption, {
      id: 'restore-20261120t120000z-0a1b2c3d-0',
      rule: 's3-bucket-versioning',
      resource: 'holiday-photos',
      account: '111122223333',
      region: 'eu-west-1',
      owner: 'r-with-a-name-of-some-length-indeed/sam@example.com'.slice(-50),
      reason: 'put back by configmend restore 20261119T080000Z-00000001.2',
      created: '2026-11-20T12:00:00Z',
      expires: '2026-11-21T12:00:00Z',
      createdBy: 'restore',
    });
  });

  for (const [what, owner, expected] of [
    ['is the end of an ARN', 'arn:aws:iam::111122223333:user/sam', 'user/sam'],
    ['is a name that is no ARN', 'sam', 'sam'],
    ['has a question mark for what an exemption cannot hold', 'user/Zoë\t', 'user/Zo??'],
    ['has no blanks around it', 'arn:  sam  ', 'sam'],
    ['does not begin with a blank where it is cut', `x ${'s'.repeat(49)}`, 's'.repeat(49)],
    ['is unknown where it says nothing', 'arn:aws:iam::111122223333: ', 'unknown'],
  ] as const) {
    it(`${what}: its owner`, () => {
      const [exemption] = restoreExemptions([{ rule: 's3-bucket-logging', target: {} }], {
        ...terms,
        owner,
        resource: bucket(),
      });

      assert.equal(exemption?.owner, expected);
      assert.doesNotThrow(() => v.parse(Exemption, exemption));
    });
  }

  it('has an id of its own, in the form of one', () => {
    const parts = [{ sid: 'A' }, { sid: 'B' }].map((target) => ({ rule: 's3-bucket-public-access', target }));

    const exemptions = restoreExemptions(parts, { ...terms, restoreId: 'A__b.C', resource: bucket() });

    assert.deepEqual(
      exemptions.map(({ id, sid }) => [id, sid]),
      [
        ['restore-a-b-c-0', 'A'],
        ['restore-a-b-c-1', 'B'],
      ],
    );
  });
});
