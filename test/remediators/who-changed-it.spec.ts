import { assert } from 'chai';
import { held, work } from '../support/instructions.ts';
import { remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const [sam, kim] = ['arn:aws:iam::123456789012:user/sam', 'arn:aws:iam::123456789012:user/kim'];
const capturedAt = '2026-11-20T10:00:00.000Z';
const group = () => securityGroup([ingress('tcp', 22, '0.0.0.0/0')], { id: 'sg-1' });

describe('who made the change that is mended', () => {
  it('is in the ledger, with the calls, in the notice and in what the tug-of-war counts', async () => {
    const { run, ledger, topic, safety } = remediation([group()]);
    const message = held({
      actor: sam,
      evidence: { source: 'cloudtrail', eventId: 'e1', capturedAt },
      otherCalls: [{ eventId: 'e2', actor: kim }],
    });

    await run(work(message));

    const [action] = ledger.writes[0]?.actions ?? [];
    assert.equal(action?.actor, `${sam}, ${kim}`);
    assert.deepEqual(action?.trace?.events, ['e1', 'e2']);
    assert.deepEqual(
      topic.told.map((notice) => (notice.kind === 'outcome' ? notice.actor : notice.kind)),
      [`${sam}, ${kim}`],
    );
    assert.deepEqual(
      safety.state.mends.map(({ actor }) => actor),
      [`${sam}, ${kim}`],
    );
  });

  it('is written as short as people read it, and decides nothing, where a message was forged', async () => {
    const plain = remediation([group()]);
    const forged = remediation([group()]);

    await plain.run(work(held()));
    await forged.run(work(held({ actor: 'x'.repeat(100_000), otherCalls: [{ eventId: 'e'.repeat(64) }] })));

    assert.deepEqual(forged.calls(), plain.calls());
    assert.deepEqual(forged.ledger.writes[1]?.actions[0]?.after, plain.ledger.writes[1]?.actions[0]?.after);
    assert.lengthOf(forged.ledger.writes[0]?.actions[0]?.actor ?? '', 301);
  });
});
