import { assert } from 'chai';
import { described, differencesOf } from '../../checks/second-opinion/differences.ts';
import { normalised } from '../../checks/second-opinion/normalise.ts';

describe('Answers of two accounts to the same call', () => {
  const names = new Map([
    ['$group-1', 'sg-1'],
    ['$group-11', 'sg-11'],
  ]);
  const normal = (answer: object): unknown => normalised(answer, names);

  const alike: readonly [string, object, object][] = [
    ['ids that an account makes up', { MessageId: 'a' }, { MessageId: 'b' }],
    ['what is absent and what is empty', { Groups: [], Next: undefined }, {}],
    ['lists in another order', { Values: ['b', 'a'] }, { Values: ['a', 'b'] }],
    ['what the SDK adds', { $metadata: { requestId: 'a' } }, { $metadata: { requestId: 'b' } }],
    ['moments', { At: new Date(0) }, { At: new Date(1) }],
  ];
  for (const [what, local, moto] of alike) {
    it(`are alike in spite of ${what}`, () => {
      assert.deepEqual(differencesOf({ answer: normal(local) }, { answer: normal(moto) }), []);
    });
  }

  const unlike: readonly [string, object, object, string][] = [
    ['a value', { Return: true }, { Return: false }, 'Return'],
    ['a member of a list', { Groups: [{ Id: 1 }] }, { Groups: [{ Id: 2 }] }, 'Groups[].Id'],
    ['the length of a list', { Groups: ['a'] }, { Groups: ['a', 'b'] }, 'Groups'],
    ['what one leaves out', { Owner: { Id: 'a' } }, { Owner: { Id: 'a', Name: 'b' } }, 'Owner.Name'],
    ['a made-up id that one lacks', { MessageId: 'a' }, {}, 'MessageId'],
  ];
  for (const [what, local, moto, path] of unlike) {
    it(`differ in ${what}`, () => {
      const differences = differencesOf({ answer: normal(local) }, { answer: normal(moto) });

      assert.deepEqual(
        differences.map((one) => one.path),
        [path],
      );
    });
  }

  it('have the names of the sequence for the accounts’ own, the longest first', () => {
    assert.deepEqual(normal({ Source: 'sg-11', Target: 'sg-1' }), { Source: '$group-11', Target: '$group-1' });
  });

  it('compare like members of a list, whatever one says beside', () => {
    const [local, moto] = [
      [{ Cidr: 'b', Description: 'a' }, { Cidr: 'a' }],
      [{ Cidr: 'a' }, { Cidr: 'b' }],
    ].map((Rules) => normal({ Rules }));

    assert.deepEqual(differencesOf({ answer: local }, { answer: moto }), [
      { path: 'Rules[].Description', local: 'a', moto: undefined, within: { Cidr: 'b', Description: 'a' } },
    ]);
  });

  it('differ as a whole where only one is an error, or another error', () => {
    assert.deepEqual(differencesOf({ error: 'AccessDenied' }, { answer: {} }), [
      { path: 'error', local: 'AccessDenied', moto: 'an answer' },
    ]);
    assert.deepEqual(differencesOf({ error: 'AccessDenied' }, { error: 'NoSuchBucket' }), [
      { path: 'error', local: 'AccessDenied', moto: 'NoSuchBucket' },
    ]);
    assert.deepEqual(differencesOf({ error: 'AccessDenied' }, { error: 'AccessDenied' }), []);
  });

  it('are told with what the local account answered where only moto refuses', () => {
    assert.deepEqual(differencesOf({ answer: { Return: true } }, { error: 'NotFound' }), [
      { path: 'error', local: 'an answer', moto: 'NotFound', within: { Return: true } },
    ]);
  });

  it('have the names of the sequence for rules, whose ids are made up otherwise', () => {
    const rules = new Map([['$rule-0', 'sgr-1']]);

    assert.deepEqual(normalised({ SecurityGroupRuleId: 'sgr-1' }, rules), { SecurityGroupRuleId: '$rule-0' });
    assert.deepEqual(normalised({ SecurityGroupRuleId: 'sgr-2' }, rules), { SecurityGroupRuleId: '…' });
  });

  it('are told with the call, the one before it and both values', () => {
    const point = { path: 'Grants', local: 1, moto: 2 };
    const difference = { operation: 's3:GetBucketAcl', input: {}, earlier: [], seen: [], ...point };
    const after = { operation: 's3:PutBucketAcl', input: {}, local: 'an answer', moto: 'an answer' };

    assert.equal(described(difference), 's3:GetBucketAcl: Grants: local 1, moto 2');
    assert.equal(described({ ...difference, after }), 's3:GetBucketAcl after s3:PutBucketAcl: Grants: local 1, moto 2');
  });
});
