import { assert } from 'chai';
import type { CallRecord } from '../../contract/ledger-entry.ts';
import type { Change } from '../../contract/plan.ts';
import { changesMade } from '../../restore/made-change.ts';

const change = (operation: string, tag = ''): Change => ({ service: 's3', operation, input: { tag } });
const call = (operation: string, rest: Partial<CallRecord> = {}): CallRecord => ({ service: 's3', operation, ...rest });
const denied = { error: 'AccessDenied: no' };
const policy = change('PutBucketPolicy');
const acl = change('PutBucketAcl');
const block = change('PutPublicAccessBlock');
const versioning = change('PutBucketVersioning');
const all = [policy, acl, block, versioning];

function made(changes: readonly Change[], calls: readonly CallRecord[]): [string, boolean][] {
  const plan = { changes: [...changes], before: [], after: [], notes: [] };
  return changesMade([{ plan, calls: [...calls] }]).map(({ change: one, surely }) => [one.operation, surely]);
}

describe('what a mend changed, by its record', () => {
  it('is every call that succeeded', () => {
    assert.deepEqual(
      made(
        all,
        all.map(({ operation }) => call(operation)),
      ),
      all.map(({ operation }) => [operation, true]),
    );
  });

  it('may be all of the plan where nothing is recorded of its calls', () => {
    assert.deepEqual(
      made(all, []),
      all.map(({ operation }) => [operation, false]),
    );
  });

  it('is nothing where the mend ended before its first call', () => {
    const plan = { changes: all, before: [], after: [], notes: [] };

    assert.deepEqual(changesMade([{ plan, calls: [], untouched: true }]), []);
  });

  it('ends with the call that failed, where no other was made', () => {
    assert.deepEqual(made(all, [call('PutBucketPolicy'), call('PutBucketAcl', denied)]), [['PutBucketPolicy', true]]);
  });

  it('may be a call of which the answer was lost', () => {
    const lost = call('PutBucketPolicy', { error: 'TimeoutError: no answer', inDoubt: true });

    assert.deepEqual(made(all, [lost]), [['PutBucketPolicy', false]]);
  });

  it('is known by the call and not by its place: calls that hang on the one that failed were not made', () => {
    const calls = [call('PutBucketPolicy', denied), call('PutPublicAccessBlock'), call('PutBucketVersioning')];

    assert.deepEqual(made(all, calls), [
      ['PutPublicAccessBlock', true],
      ['PutBucketVersioning', true],
    ]);
  });

  it('takes several calls of one name in their order', () => {
    const changes = [change('Revoke', 'a'), change('Authorize', 'b'), change('Revoke', 'c')];
    const plan = { changes, before: [], after: [], notes: [] };
    const calls = [call('Revoke'), call('Authorize'), call('Revoke', denied)];

    assert.deepEqual(
      changesMade([{ plan, calls }]).map(({ change: one }) => one.input['tag']),
      ['a', 'b'],
    );
  });

  it('has the actions one after the other', () => {
    const one = { plan: { changes: [policy], before: [], after: [], notes: [] }, calls: [call('PutBucketPolicy')] };
    const other = { plan: { changes: [acl], before: [], after: [], notes: [] }, calls: [] };

    assert.deepEqual(
      changesMade([one, other]).map(({ change: { operation }, surely }) => [operation, surely]),
      [
        ['PutBucketPolicy', true],
        ['PutBucketAcl', false],
      ],
    );
  });
});
