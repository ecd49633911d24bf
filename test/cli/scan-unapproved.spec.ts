import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import { bindRules } from '../../cli/bind-rules.ts';
import { evaluateForScan, noExemptions } from '../../cli/scan-evaluate.ts';
import { unapprovedId } from '../support/recorded-changes.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { temporaryFiles, type TemporaryFiles } from '../support/cli.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

describe('a scan by the rule about changes', () => {
  let files: TemporaryFiles;
  beforeEach(async () => {
    files = await temporaryFiles();
  });
  afterEach(() => files.remove());

  it('has nothing to say of a group alone, says so, and needs no parameters for that', async () => {
    const [bound] = await bindRules([unapprovedId], undefined);
    if (bound === undefined) assert.fail('not bound');

    const verdict = await evaluateForScan(
      bound,
      securityGroup([ingress('tcp', 22, '0.0.0.0/0')]),
      emptyContext,
      noExemptions,
    );

    assert.deepInclude(verdict, {
      rule: unapprovedId,
      compliance: 'NOT_APPLICABLE',
      annotation: 'judged upon the calls that CloudTrail tells of, and not by a resource alone',
      violations: [],
      plan: [],
    });
  });

  it('still refuses parameters that are wrong', async () => {
    const path = await files.write('parameters.json', { [unapprovedId]: { approvedPrincipals: 'everybody' } });

    await assertRejects(bindRules([unapprovedId], path), 'PARAMETER_INVALID', 'approvedPrincipals="everybody"');
  });
});
