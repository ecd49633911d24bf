import { assert } from 'chai';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { outcomesOf, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const rdp = ingress('tcp', 3389, '::/0');
const group = (...rules: Parameters<typeof securityGroup>[0]) => securityGroup(rules, { id: 'sg-1' });
const asked = () => work(held({ resource: groupIdentity('sg-1') }));

describe('mending in a default VPC, where a revoke of what is not there succeeds', () => {
  it('has nothing to do, and tells nobody, where somebody else removed it just before', async () => {
    const made = remediation([group(ssh)], {
      apply: async () => {
        made.live.set('sg-1', group());
        return 'untouched';
      },
    });

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'nothing-to-do']]);
    assert.notProperty(report.results[0], 'actionId');
    assert.deepEqual(made.topic.told, []);
    assert.lengthOf(made.queue.deleted, 1);
    const [, closed] = made.ledger.writes;
    assert.deepEqual(
      closed?.actions.map(({ outcome, calls }) => [outcome, calls.map(({ error }) => error)]),
      [['nothing-to-do', ['nothing that it names was there any more']]],
    );
  });

  it('claims only what it changed itself where it had to plan again', async () => {
    let calls = 0;
    const made = remediation([group(ssh)], {
      apply: async (change) => {
        if (++calls > 1) return made.apply(change);
        made.live.set('sg-1', group(rdp));
        return 'untouched';
      },
    });

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
    const [notice] = made.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('no outcome was told');
    assert.equal(notice.actionId, '20261120T120000Z-00000002.0');
    assert.deepEqual(notice.before, ['tcp 3389 from ::/0']);
  });
});
