import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { memberCloudFormationText } from '../../stacks/member-cloudformation.ts';
import { memberTemplateFile, stackNames, synthesise } from '../../stacks/synthesise.ts';
import { at, bundlesIn, mainTemplate, synthesiseMain, temporaryFolder } from './support/synthesised.ts';

const root = repositoryRoot();

describe('synthesise', () => {
  let templates: ReturnType<typeof synthesise>;
  let again: ReturnType<typeof synthesise>;
  before(() => {
    templates = synthesise(join(temporaryFolder(), 'not', 'there', 'yet'), bundlesIn(temporaryFolder()));
    again = synthesise(join(temporaryFolder(), 'a folder with spaces'), bundlesIn(temporaryFolder()));
  });

  for (const name of stackNames) {
    it(`writes ${name}, the same every time and wherever it is`, () => {
      assert.equal(readFileSync(templates[name], 'utf8'), readFileSync(again[name], 'utf8'));
    });

    it(`writes no path of this machine into ${name}`, () => {
      const text = readFileSync(templates[name], 'utf8');

      for (const path of [root, dirname(templates[name]), process.cwd()]) assert.notInclude(text, path);
      assert.notMatch(text, /"(\/(home|tmp|root|work|usr|Users)\/|[A-Z]:\\\\)/);
    });

    it(`writes no partition, account or region into ${name}, but as examples and defaults of variables`, () => {
      const { variable, terraform, ...rest } = JSON.parse(readFileSync(templates[name], 'utf8'));
      const text = JSON.stringify(rest);

      assert.isObject(variable);
      assert.isObject(terraform);
      assert.notMatch(text, /arn:aws/);
      assert.notMatch(text, /(?<![0-9a-zA-Z])\d{12}(?![0-9a-zA-Z])/);
      assert.notMatch(text, /\b[a-z]{2}(-gov)?-(north|south|east|west|central)[a-z]*-\d/);
    });

    it(`marks nothing in ${name} sensitive: there is no secret in it`, () => {
      assert.notInclude(readFileSync(templates[name], 'utf8'), '"sensitive"');
    });
  }

  it('puts each archive where the template says', () => {
    const text = readFileSync(templates.configmend, 'utf8');
    const files = [...text.matchAll(/"filename": "([^"]+)"/g)].map(([, file]) => file ?? '');

    assert.isNotEmpty(files);
    for (const file of files) assert.isTrue(existsSync(join(dirname(templates.configmend), file)), file);
  });

  it('writes a member for CloudFormation beside the stacks, the same every time', () => {
    const text = (made: typeof templates): string =>
      readFileSync(join(dirname(made.configmend), '..', '..', memberTemplateFile), 'utf8');

    assert.equal(text(templates), memberCloudFormationText());
    assert.equal(text(again), text(templates));
  });

  it('keeps each state in a file beside the output, which can be made anew', () => {
    for (const name of stackNames) {
      const path = at(JSON.parse(readFileSync(templates[name], 'utf8')), 'terraform.backend.local.path');

      const outdir = dirname(dirname(dirname(templates[name])));
      assert.equal(join(dirname(templates[name]), String(path)), join(dirname(outdir), `terraform.${name}.tfstate`));
    }
  });

  it('keeps each state in a bucket, locked and encrypted, if there is one', () => {
    const state = { bucket: 'states', region: 'eu-north-1' };

    const inBucket = synthesise(temporaryFolder(), bundlesIn(temporaryFolder()), state);

    for (const name of stackNames) {
      assert.deepEqual(at(JSON.parse(readFileSync(inBucket[name], 'utf8')), 'terraform.backend'), {
        s3: { ...state, key: `configmend/${name}.tfstate`, encrypt: true, use_lockfile: true },
      });
    }
  });

  it('gives the template that the other tests look at', () => {
    const withoutMetadata = (key: string, value: unknown) => (key === '//' ? undefined : value);
    const written: unknown = JSON.parse(readFileSync(templates.configmend, 'utf8'), withoutMetadata);

    assert.deepEqual(at(written, 'resource'), at(JSON.parse(synthesiseMain()), 'resource'));
  });
});

describe('the outputs', () => {
  it('are told in full', () => {
    assert.sameMembers(Object.keys(mainTemplate().output), [
      'queue_url',
      'dead_letter_queue_url',
      'failed_invocations_queue_url',
      'outbox_url',
      'outbox_dead_letter_queue_url',
      'queue_arn',
      'hub_bus_arn',
      'member_settings',
      'ledger_bucket',
      'notices_topic_arn',
      'dashboard_url',
      'config_rules_url',
      'queues_url',
      'ledger_url',
      'gate_parameter',
      'auto_response',
      'next_command',
    ]);
    for (const [name, { description }] of Object.entries(mainTemplate().output)) assert.isString(description, name);
  });

  for (const [name, { value }] of Object.entries(mainTemplate().output).filter(([name]) => name.endsWith('_url'))) {
    if (String(value).startsWith('${aws_sqs_queue')) continue;
    it(`link ${name} to the console of the partition`, () => {
      assert.match(String(value), /^https:\/\/\$\{var\.region\}\.\$\{lookup\(/);
      for (const domain of ['console.amazonaws.cn', 'console.amazonaws-us-gov.com', 'console.aws.amazon.com']) {
        assert.include(String(value), domain);
      }
    });
  }

  it('say with the gate closed how to open it, and with it open how to close it at once', () => {
    assert.equal(
      mainTemplate().output['next_command']?.['value'],
      '${var.enable_auto_response ? format("aws ssm put-parameter --region %s --name %s --value false --overwrite", ' +
        'var.region, aws_ssm_parameter.gate.name) : "terraform apply -var enable_auto_response=true"}',
    );
  });
});

describe('the framework', () => {
  const skipped = new Set(['node_modules', 'dist', '.build', 'coverage', 'cdktf.out', '.checks', '.git']);
  const files = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
    .flatMap(({ name }) =>
      readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => join(name, file)),
    )
    .filter((file) => file.endsWith('.ts') || file.endsWith('.js'));
  const imported = (file: string): string[] =>
    [
      ...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\() ?'((?:cdktf|constructs|@cdktf\/)[^']*)'/g),
    ].map(([, name]) => name ?? '');

  it('is imported by the stacks and their tests only', () => {
    const importing = files.filter((file) => imported(file).length > 0);

    assert.isNotEmpty(importing);
    for (const file of importing) assert.match(file, /^(stacks|test\/stacks)\//);
  });

  it('is imported by paths that plain Node resolves, a resource at a time', () => {
    for (const name of files.flatMap(imported)) {
      assert.match(name, /^(cdktf|constructs|@cdktf\/provider-aws\/lib\/[a-z0-9-]+\/index\.js)$/);
    }
  });
});
