import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { cfnLintVersion, cloudFormationCheck } from '../../checks/cloudformation-check.ts';
import { temporaryFolder } from '../stacks/support/synthesised.ts';
import { fakeProgram } from './support/fake-program.ts';

const objection = JSON.stringify([
  { Rule: { Id: 'E3002' }, Message: 'Name is not allowed', Location: { Path: ['Resources', 'Queue', 0] } },
]);

/** A cfn-lint that is installed and says one thing of the canary, and another of the template. */
async function check({ canary = objection, member = '[]' }: { canary?: string; member?: string }) {
  const folder = temporaryFolder();
  fakeProgram(join(folder, 'venv', 'bin', 'python'), `echo ${cfnLintVersion}`);
  const say = (text: string): string => `cat <<'END'\n${text}\nEND`;
  fakeProgram(
    join(folder, 'venv', 'bin', 'cfn-lint'),
    'for file; do :; done',
    `case "$file" in *canary*) ${say(canary)}`,
    `;; *) ${say(member)}`,
    ';; esac',
  );
  const outcome = await cloudFormationCheck({ template: '{"Resources":{}}', folder, python: join(folder, 'none') });
  return { folder, outcome };
}

describe('the check of the CloudFormation template', () => {
  it('passes where cfn-lint objects to nothing in it', async () => {
    const { folder, outcome } = await check({});

    assert.equal(outcome.kind, 'passed');
    assert.equal(readFileSync(join(folder, 'member.template.json'), 'utf8'), '{"Resources":{}}');
  });

  const failing: readonly (readonly [says: string, programs: Parameters<typeof check>[0], finding: RegExp])[] = [
    ['cfn-lint objects', { member: objection }, /^E3002: Name is not allowed \(Resources\/Queue\/0\)$/],
    ['cfn-lint says something else', { member: 'Error: it broke' }, /^cfn-lint ended with 0 \(Error: it broke\)$/],
    ['cfn-lint sees nothing at all', { canary: '[]' }, /its silence means nothing/],
  ];
  for (const [says, programs, finding] of failing) {
    it(`fails where ${says}`, async () => {
      const { outcome } = await check(programs);

      assert.equal(outcome.kind, 'failed');
      assert.match('findings' in outcome ? outcome.findings.join() : '', finding);
    });
  }

  it('is skipped where cfn-lint cannot be had', async () => {
    const folder = temporaryFolder();

    const outcome = await cloudFormationCheck({ template: '{}', folder, python: join(folder, 'no-python') });

    assert.deepInclude(outcome, { kind: 'skipped', what: 'the check of the CloudFormation template' });
    assert.isFalse(existsSync(join(folder, 'member.template.json')));
  });
});
