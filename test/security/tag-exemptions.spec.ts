import { assert } from 'chai';
import { exemptionVariables } from '../../stacks/exemption-variables.ts';
import { exemptionList } from '../support/exemptions.ts';
import { groupIdentity, held, portsRule, work } from '../support/instructions.ts';
import { outcomesOf, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const wish = { [`configmend:exempt:${portsRule}`]: 'until 2026-12-01 by eve because it is mine' };

/** What becomes of a group that is open, with these tags live and those in the message. */
async function mended(live: Record<string, string>, claimed: Record<string, string>, tagExemptions: boolean) {
  const group = securityGroup([ssh], { id: 'sg-1', tags: live });
  const list = { ...exemptionList(), tagExemptions };
  const { run, calls } = remediation([group], { exemptions: () => Promise.resolve({ kind: 'read', list }) });
  const report = await run(work(held({ resource: groupIdentity('sg-1', { tags: claimed }) })));
  return { outcome: outcomesOf(report)[0]?.[1], calls: calls() };
}

describe('exemptions by tag', () => {
  it('are off unless the stack is told otherwise: who may tag a resource may not excuse it', () => {
    assert.strictEqual(exemptionVariables.tag_exemptions.default, false);
  });

  it('are not honoured while they are off', async () => {
    const { outcome, calls } = await mended(wish, wish, false);

    assert.equal(outcome, 'mended');
    assert.deepEqual(calls, ['RevokeSecurityGroupIngress sg-1']);
  });

  it('are taken from the live resource where they are on', async () => {
    const { outcome, calls } = await mended(wish, {}, true);

    assert.equal(outcome, 'exempt');
    assert.deepEqual(calls, []);
  });

  it('are not taken from a message, whatever tags it says there are', async () => {
    const { outcome } = await mended({}, wish, true);

    assert.equal(outcome, 'mended');
  });

  for (const [what, value] of [
    ['for ever', 'until 9999-12-31 by eve because it is mine'],
    ['for longer than the stack allows', 'until 2027-11-01 by eve because it is mine'],
    ['until yesterday', 'until 2026-11-19 by eve because it is mine'],
    ['without a reason', 'until 2026-12-01 by eve'],
    ['by a day that there is not', 'until 2026-11-31 by eve because it is mine'],
    ['with a line break', 'until 2026-12-01 by eve because it\nis mine'],
  ] as const) {
    it(`cannot be asked for ${what}`, async () => {
      const tags = { [`configmend:exempt:${portsRule}`]: value };

      const { outcome } = await mended(tags, tags, true);

      assert.equal(outcome, 'mended');
    });
  }

  it('cannot be had by the tag of another rule, nor by a key that JavaScript knows', async () => {
    const tags = JSON.parse(
      `{"configmend:exempt:other":"until 2026-12-01 by eve because so","__proto__":"x","constructor":"y"}`,
    ) as Record<string, string>;

    assert.equal((await mended(tags, tags, true)).outcome, 'mended');
  });
});
