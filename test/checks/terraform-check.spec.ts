import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { terraformCheck } from '../../checks/terraform-check.ts';
import { temporaryFolder } from '../stacks/support/synthesised.ts';
import { fakeProgram } from './support/fake-program.ts';

const templates = new Map([['main', { resource: { aws_sqs_queue: { work: { name: 'work' } } } }]]);
const planned = { main: { required: { id: '1' }, plans: { 'with all on': { on: 'true' } } } };

/** What a fake Terraform does when it is told to, by the first argument; in the folder of a stand-in, by `stand-in-` and that. */
type Behaviour = Readonly<Record<string, string>>;

const fine: Behaviour = {
  version: 'echo Terraform v1.11.4',
  init: 'mkdir .terraform',
  validate: `echo '{"valid":true,"diagnostics":[]}'`,
  plan: `echo '{"type":"planned_change"}'`,
};
const objection = (summary: string): string => `{"severity":"error","summary":"${summary}","detail":"It is."}`;
const invalid = `echo '{"valid":false,"diagnostics":[${objection('Unsupported argument')}]}'; exit 1`;
const noProvider = 'echo "Error: Failed to query available provider packages" >&2; exit 1';

async function check(behaviour: Behaviour, initSeconds = 20) {
  const folder = temporaryFolder();
  const cases = Object.entries({ ...fine, ...behaviour }).map(([when, does]) => `  ${when}) ${does} ;;`);
  const terraform = fakeProgram(
    join(folder, 'terraform'),
    `echo "$(basename "$(dirname "$PWD")") $*" >> ${folder}/calls`,
    'case "$PWD" in */stand-ins/*) prefix=stand-in- ;; esac',
    `case "$prefix$1" in`,
    ...cases.filter((line) => line.startsWith('  stand-in-')),
    '*) case "$1" in',
    ...cases.filter((line) => !line.startsWith('  stand-in-')),
    'esac esac',
  );
  const outcome = await terraformCheck({ templates, folder, terraform, initSeconds, planned });
  return { outcome, calls: readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') };
}

describe('the check by Terraform', () => {
  it('is skipped where there is no Terraform', async () => {
    const folder = temporaryFolder();

    const outcome = await terraformCheck({ templates, folder, terraform: join(folder, 'terraform') });

    assert.deepInclude(outcome, { kind: 'skipped', what: 'terraform validate' });
  });

  it('validates and plans the stand-in, and then validates the stack', async () => {
    const { outcome, calls } = await check({});

    assert.equal(outcome.kind, 'passed');
    const init = 'init -backend=false -input=false -no-color';
    const plan = 'plan -json -input=false -lock=false';
    assert.deepEqual(calls.slice(1), [
      `stand-ins ${init}`,
      'stand-ins validate -json',
      `stand-ins ${plan} -var=id=1`,
      `stand-ins ${plan} -var=id=1 -var=on=true`,
      `stacks ${init}`,
      'stacks validate -json',
    ]);
  });

  it('is skipped where Terraform cannot get the provider, and says that the rest has passed', async () => {
    const { outcome } = await check({ 'stand-in-init': 'true', init: noProvider });

    assert.deepInclude(outcome, {
      kind: 'skipped',
      why: 'terraform init ended with 1 (Error: Failed to query available provider packages)',
    });
  });

  it('is skipped where the provider does not come in time', async () => {
    const { outcome } = await check({ 'stand-in-init': 'true', init: 'exec sleep 60' }, 0.5);

    assert.deepInclude(outcome, { kind: 'skipped', why: 'terraform init did not finish in time' });
  });

  const failing: readonly (readonly [says: string, behaviour: Behaviour, findings: string[]])[] = [
    [
      'the stack is not valid',
      { 'stand-in-validate': fine['validate'] ?? '', validate: invalid },
      ['main: Unsupported argument: It is.'],
    ],
    [
      'the stack cannot be read',
      { 'stand-in-init': 'true', init: 'echo "Error: Missing brace" >&2; exit 1' },
      ['main: terraform init ended with 1 (Error: Missing brace)'],
    ],
    [
      'a provider is not needed to see it',
      { 'stand-in-validate': invalid, init: 'true' },
      ['main, without its provider: Unsupported argument: It is.'],
    ],
    [
      'even the stand-in cannot be initialised',
      { init: noProvider },
      ['main, without its provider: terraform init ended with 1 (Error: Failed to query available provider packages)'],
    ],
    [
      'a plan fails, however often',
      { plan: `echo '{"type":"diagnostic","diagnostic":${objection('Invalid value')}}'; exit 1` },
      ['main, without its provider: Invalid value: It is.'],
    ],
    [
      'a plan crashes',
      { plan: 'echo "panic: error" >&2; exit 11' },
      [
        'main, without its provider: terraform plan ended with 11 (panic: error)',
        'main, without its provider: terraform plan with all on ended with 11 (panic: error)',
      ],
    ],
  ];
  for (const [says, behaviour, findings] of failing) {
    it(`fails where ${says}`, async () => {
      assert.deepEqual((await check(behaviour)).outcome, { kind: 'failed', findings });
    });
  }
});
