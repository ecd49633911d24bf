import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { policiesCheck } from '../../checks/policies-check.ts';
import { temporaryFolder } from '../stacks/support/synthesised.ts';
import { checkovReport } from './support/checkov-report.ts';
import { fakeProgram } from './support/fake-program.ts';

const templates = new Map([['main', { resource: { aws_sqs_queue: { work: { name: 'work' } } } }]]);
const justifications = [{ check: 'CKV_AWS_1', resources: ['aws_sqs_queue.work'], because: 'It is a test.' }];
const seenCanary = [
  ['CKV_AWS_63', 'aws_iam_role_policy.everything', 'canary'],
  ['CKV_AWS_355', 'aws_iam_role_policy.everything', 'canary'],
] as const;
const justified = ['CKV_AWS_1', 'aws_sqs_queue.work', 'main'] as const;

type Report = Parameters<typeof checkovReport>[0];

/** Python says that checkov is there, in its version. */
function installed(folder: string): void {
  fakeProgram(join(folder, 'venv', 'bin', 'python'), 'echo 3.3.30');
}

/** A checkov that is installed and writes a report. */
function check(report: Report) {
  const folder = temporaryFolder();
  const scan = `cat <<'END'\n${checkovReport(report)}\nEND`;
  installed(folder);
  fakeProgram(join(folder, 'venv', 'bin', 'checkov'), `[ "$HOME" = ${folder} ] || exit 9`, scan);
  return policiesCheck({ templates, folder, justifications, python: join(folder, 'no-python') });
}

describe('the scan by checkov', () => {
  it('passes where everything that is found is justified', async () => {
    const outcome = await check({ failed: [justified, ...seenCanary] });

    assert.equal(outcome.kind, 'passed');
  });

  const failing: readonly (readonly [says: string, report: Report, finding: RegExp])[] = [
    [
      'something is not justified',
      { failed: [justified, ...seenCanary, ['CKV_AWS_2', 'aws_sqs_queue.work', 'main']] },
      /^CKV_AWS_2 .* aws_sqs_queue\.work of main$/,
    ],
    [
      'a justification is idle',
      { passed: [['CKV_AWS_9', 'aws_sqs_queue.work', 'main']], failed: seenCanary },
      /matches no finding/,
    ],
    [
      'a stack was not seen',
      { failed: [['CKV_AWS_1', 'aws_sqs_queue.work', 'other'], ...seenCanary] },
      /saw nothing of main/,
    ],
    ['checkov passes a policy that allows everything', { failed: [justified, seenCanary[0]] }, /CKV_AWS_355, a policy/],
  ];
  for (const [says, report, finding] of failing) {
    it(`fails where ${says}`, async () => {
      const outcome = await check(report);

      assert.equal(outcome.kind, 'failed');
      const findings = outcome.kind === 'failed' ? outcome.findings : [];
      assert.lengthOf(findings, 1);
      assert.match(findings[0] ?? '', finding);
    });
  }

  it('fails where checkov is there and does not work', async () => {
    const folder = temporaryFolder();
    const program = join(folder, 'venv', 'bin', 'checkov');
    installed(folder);
    fakeProgram(program, 'echo "Error: broken" >&2', 'exit 2');

    const outcome = await policiesCheck({ templates, folder });

    assert.deepEqual(outcome, { kind: 'failed', findings: ['checkov ended with 2 (Error: broken)'] });
  });

  it('is skipped where there is no Python', async () => {
    const folder = temporaryFolder();

    const outcome = await policiesCheck({ templates, folder, python: join(folder, 'python3') });

    assert.deepInclude(outcome, { kind: 'skipped', why: `there is no ${join(folder, 'python3')} -m venv` });
  });

  it('is skipped where pip cannot get the version that is pinned', async () => {
    const folder = temporaryFolder();
    const installer = join(folder, 'venv', 'bin', 'python');
    const pip =
      'echo "ERROR: No matching distribution found for $(echo "$@" | grep -o "checkov==[0-9.]*")" >&2; exit 1';
    const python = fakeProgram(
      join(folder, 'python3'),
      `mkdir -p ${join(folder, 'venv', 'bin')}`,
      `printf '%s\\n' '#!/bin/sh' '${pip}' > ${installer}`,
      `chmod +x ${installer}`,
    );

    const outcome = await policiesCheck({ templates, folder, python });

    assert.deepInclude(outcome, {
      kind: 'skipped',
      why: 'pip install ended with 1 (ERROR: No matching distribution found for checkov==3.3.30)',
    });
    assert.isFalse(existsSync(join(folder, 'plans')));
  });

  it('installs checkov where another version is there', async () => {
    const folder = temporaryFolder();
    const checkov = join(folder, 'venv', 'bin', 'checkov');
    fakeProgram(checkov, 'echo 3.0.0');
    const python = fakeProgram(join(folder, 'python3'), `echo "$@" >> ${folder}/asked`, 'exit 1');

    const outcome = await policiesCheck({ templates, folder, python });

    assert.equal(outcome.kind, 'skipped');
    assert.include(readdirSync(folder), 'asked');
  });
});
