import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Exemption } from '../../contract/exemption.ts';
import { Failure } from '../../contract/failure.ts';
import type { ExemptionReading } from '../../exemptions/read-exemptions.ts';
import { siftExempt } from '../../rules/sift-exempt.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';
import { groupIdentity, portsRule } from '../support/instructions.ts';
import { ingress, judge } from '../support/security-groups.ts';

const ssh = judge([ingress('tcp', 22, '0.0.0.0/0')]);
const both = judge([ingress('tcp', 22, '0.0.0.0/0'), ingress('tcp', 3389, '0.0.0.0/0')]);
const read = (...exemptions: readonly Exemption[]): ExemptionReading => ({
  kind: 'read',
  list: exemptionList(...exemptions),
});
const unreadable: ExemptionReading = {
  kind: 'unreadable',
  failure: new Failure('EXEMPTIONS_UNREADABLE', 'exemptions/added.json: it is not JSON', { transient: true }),
};

function sift(violations: typeof both, reading: ExemptionReading) {
  const exemptions = sinon.fake.resolves(reading);
  const deps = { exemptions, now: () => new Date('2026-11-21T12:00:00Z') };
  return { exemptions, answer: siftExempt(groupIdentity(), portsRule, violations, deps) };
}

describe('a verdict with exemptions', () => {
  it('is compliant where all is exempt, and says until when, by whom and why', async () => {
    const { answer } = sift(ssh, read(exemption({ port: '22', ticket: 'NET-7' })));

    assert.deepEqual(await answer, {
      verdict: {
        ComplianceType: 'COMPLIANT',
        Annotation: 'exempt until 2026-11-30 by network team: the partner moves in December (NET-7)',
      },
      open: [],
      exempt: ssh,
    });
  });

  it('is about the rest where some is exempt', async () => {
    const { answer } = sift(both, read(exemption({ port: '22' })));

    const { verdict, open, exempt } = await answer;
    assert.equal(verdict.ComplianceType, 'NON_COMPLIANT');
    assert.deepEqual(exempt, ssh);
    assert.match(verdict.Annotation ?? '', /^tcp 3389 from 0\.0\.0\.0\/0 opens tcp 3389/);
    assert.notInclude(verdict.Annotation, 'tcp 22');
    assert.deepEqual(open, both.slice(1));
  });

  for (const [what, reading] of [
    ['there are none', read()],
    ['one has ended', read(exemption({ expires: '2026-11-21' }))],
    ['one is for others', read(exemption({ resource: 'sg-2' }))],
  ] as const) {
    it(`is what it would be where ${what}`, async () => {
      const { verdict, open } = await sift(ssh, reading).answer;

      assert.equal(verdict.ComplianceType, 'NON_COMPLIANT');
      assert.match(verdict.Annotation ?? '', /^tcp 22 from/);
      assert.deepEqual(open, ssh);
    });
  }

  it('says that nothing is exempt where the list cannot be read, and is still to be queued', async () => {
    const { verdict, open } = await sift(ssh, unreadable).answer;

    assert.equal(verdict.ComplianceType, 'NON_COMPLIANT');
    assert.match(verdict.Annotation ?? '', /^exemptions cannot be read, nothing is mended: tcp 22 from 0\.0\.0\.0\/0/);
    assert.deepEqual(open, ssh);
  });

  it('asks for no exemptions where nothing is wrong', async () => {
    const { exemptions, answer } = sift([], unreadable);

    assert.deepEqual(await answer, { verdict: { ComplianceType: 'COMPLIANT' }, open: [], exempt: [] });
    sinon.assert.notCalled(exemptions);
  });
});
