import { assert } from 'chai';
import { LocalClock } from '../../local/clock.ts';
import type { Fault } from '../../local/faults.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createFunction, createOpenGroup, deployRule, verdicts } from './support/account.ts';
import { bundles } from './support/lambda.ts';

describe('The local account settles', () => {
  let folder: Awaited<ReturnType<typeof bundles>>;
  let account: LocalAccount;
  beforeEach(async () => {
    folder = await bundles();
  });
  afterEach(async () => {
    await account.stop();
    await folder.remove();
  });

  const faults: readonly { name: string; fault: Fault; calls: number; clocks: readonly ('frozen' | 'running')[] }[] = [
    { name: 'is refused', fault: { kind: 'error', code: 'InternalError', status: 500 }, calls: 2, clocks: ['running'] },
    { name: 'is slow', fault: { kind: 'delay', ms: 30 }, calls: 1, clocks: ['frozen', 'running'] },
    { name: 'is lost', fault: { kind: 'lose', when: 'before' }, calls: 2, clocks: ['frozen', 'running'] },
    { name: 'takes effect, its answer is lost', fault: { kind: 'lose', when: 'after' }, calls: 2, clocks: ['frozen'] },
  ];
  for (const { name, fault, calls, clocks } of faults) {
    for (const clock of clocks) {
      it(`when a rule has its verdict in, though PutEvaluations ${name}, with a ${clock} clock`, async () => {
        account = await startLocalAccount({ clock: new LocalClock({ frozen: clock === 'frozen' }) });
        await deployRule(account, folder);
        const before = account.calls.count({ operation: 'PutEvaluations' });
        account.faults.inject({ operation: 'PutEvaluations', times: 1, fault });

        const groupId = await createOpenGroup(account);
        await account.settled();

        assert.equal((await verdicts(account)).get(groupId), 'NON_COMPLIANT');
        assert.isAtLeast(account.calls.count({ operation: 'PutEvaluations' }) - before, calls);
      });
    }
  }

  it('when a function that crashes has been tried for the last time', async () => {
    account = await startLocalAccount({ clock: new LocalClock({ frozen: true }) });
    const source = 'export const handler = async () => { console.error("tried"); throw new Error("always"); };';
    const functionArn = await createFunction(account, folder, 'broken', source);

    account.services.lambda.invokeAsync(functionArn, {});
    await account.settled();

    const lines = account.services.lambda.logs('broken');
    assert.lengthOf(
      lines.filter((line) => line === 'tried'),
      3,
    );
    assert.match(lines.at(-1) ?? '', /given up: RetriesExhausted/);
  });
});
