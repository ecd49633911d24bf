import { assert } from 'chai';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { outcomesOf, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const group = securityGroup([ingress('tcp', 22, '0.0.0.0/0')], { id: 'sg-1' });
const asked = (overrides: Parameters<typeof held>[0] = {}) => held({ resource: groupIdentity('sg-1'), ...overrides });
/** Now is 12:00:00. */
const later = '2026-11-20T12:01:00.001Z';

describe('remediate, with a grace period', () => {
  it('refuses before its end: nothing read, nothing called, nothing told, the message given back as it was', async () => {
    const message = asked({ notBefore: later });
    const { run, journal, topic, queue } = remediation([group]);

    const report = await run(work(message));

    assert.deepEqual(outcomesOf(report), [['sg-1', 'refused']]);
    assert.deepEqual(journal, [`give back ${message.messageId}`]);
    assert.deepEqual(topic.told, []);
    assert.deepEqual(queue.retried, []);
  });

  for (const notBefore of ['2026-11-20T11:00:00Z', '2026-11-20T12:00:00Z', '2026-11-20T12:01:00.000Z']) {
    it(`mends what was not to be mended before ${notBefore}, a minute of another clock allowed`, async () => {
      const { run } = remediation([group]);

      const report = await run(work(asked({ notBefore })));

      assert.deepEqual(outcomesOf(report), [['sg-1', 'mended']]);
    });
  }

  it('mends what is due beside what is not', async () => {
    const [due, early] = [asked(), asked({ notBefore: later })];
    const { run, queue } = remediation([group]);

    const report = await run(work(due, early));

    assert.sameDeepMembers(outcomesOf(report), [
      ['sg-1', 'mended'],
      ['sg-1', 'refused'],
    ]);
    assert.deepEqual(queue.deleted, [due.messageId]);
    assert.deepEqual(queue.givenBack, [{ messageId: early.messageId, afterSeconds: 0 }]);
  });
});
