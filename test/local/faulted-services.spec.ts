import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { calls } from './support/clients.ts';
import { refusalOf } from './support/refusal.ts';

describe('A fault of the local account', () => {
  let account: LocalAccount;
  before(async () => {
    account = await startLocalAccount();
  });
  beforeEach(() => {
    account.faults.clear();
    account.calls.clear();
  });
  after(() => account.stop());

  for (const { name, make } of calls) {
    it(`strikes ${name} as its client reads it: refused, lost, and late`, async () => {
      const attempt = () => make({ ...account.clientConfig(), maxAttempts: 1 });
      const outcome = () =>
        attempt().then(
          () => 'answered',
          (error: unknown) => (error instanceof Error ? error.name : 'nothing'),
        );
      const usual = await outcome();
      account.faults.inject({
        times: 1,
        fault: { kind: 'error', code: 'OperationAborted', status: 409, message: 'try again' },
      });
      account.faults.inject({ times: 1, fault: { kind: 'lose', when: 'before' } });
      account.faults.inject({ times: 1, fault: { kind: 'lose', when: 'after' } });
      account.faults.inject({ times: 1, fault: { kind: 'delay', ms: 5 } });

      const refused = await refusalOf(attempt());
      const [before, after] = [await refusalOf(attempt()), await refusalOf(attempt())];
      const late = await outcome();

      assert.deepInclude(refused, { name: 'OperationAborted', message: 'try again' });
      assert.nestedPropertyVal(refused, '$metadata.httpStatusCode', 409);
      for (const lost of [before, after]) assert.notNestedProperty(lost, '$metadata.httpStatusCode', lost.message);
      assert.equal(late, usual);
      const [, first, second, third] = account.calls.calls;
      assert.deepEqual(
        [first?.errorCode, second?.errorCode, second?.status, third?.errorCode],
        ['OperationAborted', 'lost', 0, 'lost'],
      );
      assert.isAbove(third?.status ?? 0, 0);
    });
  }
});
