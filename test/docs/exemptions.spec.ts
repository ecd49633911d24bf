import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import { repositoryRoot } from '../../build/repository-root.ts';
import { exemptionForms } from '../../contract/exemption-forms.ts';
import { tagExemption } from '../../exemptions/tag-exemption.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { readTemplate } from '../../local/terraform/template.ts';
import { resolveVariables } from '../../local/terraform/variables.ts';
import { mainTemplate } from '../stacks/support/synthesised.ts';
import { configmend, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { groupIdentity, portsRule } from '../support/instructions.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'exemptions.md'), 'utf8');
const blockOf = (language: string): string => new RegExp(`\`\`\`${language}\n([^\`]+)\`\`\``).exec(text)?.[1] ?? '';

/** The arguments of a command line, of which some are quoted. */
const argumentsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

describe('docs/exemptions.md', () => {
  it('declares what a plan takes', () => {
    const Example = v.object({ exemptions: v.array(v.record(v.string(), v.string())) });
    const { exemptions } = v.parse(Example, JSON.parse(blockOf('json')));

    assert.isNotEmpty(exemptions);
    assert.doesNotThrow(() => resolveVariables(readTemplate(mainTemplate()).variables, { exemptions }));
  });

  it('names every field, and no other', () => {
    const rows = [...text.matchAll(/^\| (`[a-z`, ]+) \|/gm)].map(([, cell = '']) => cell);

    const named = rows.flatMap((cell) => [...cell.matchAll(/`([a-z]+)`/g)].map(([, name = '']) => name));

    assert.sameMembers(named, Object.keys(exemptionForms));
  });

  it('gives a tag that is understood', () => {
    const [, value = ''] = /`(until [^`]+)`/.exec(text) ?? [];
    const tags = { [`configmend:exempt:${portsRule}`]: value.replace('OWNER', 'ops').replace('REASON', 'x') };

    assert.include(text, '`configmend:exempt:RULE`');
    assert.isDefined(tagExemption(groupIdentity('sg-1', { tags }), portsRule, 90, new Date('2026-12-01')));
  });

  describe('shows commands that', () => {
    const bucket = 'the-ledger';
    let account: LocalAccount;
    let files: TemporaryFiles;
    before(async () => {
      [account, files] = await Promise.all([startLocalAccount(), temporaryFiles()]);
      const s3 = new S3Client({ ...account.clientConfig(), forcePathStyle: true });
      await s3.send(
        new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
      );
      const objects = {
        'exemptions/declared.json': { version: 1, maxDays: 90, tagExemptions: false, exemptions: [] },
        'exemptions/added.json': { version: 1, exemptions: [] },
      };
      for (const [Key, content] of Object.entries(objects)) {
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: JSON.stringify(content) }));
      }
    });
    after(async () => {
      await account.stop();
      await files.remove();
    });

    for (const line of blockOf('sh')
      .split('\n')
      .filter((one) => one.startsWith('configmend '))) {
      it(`work: ${line}`, async () => {
        const file = await files.write('exemptions.json', blockOf('json'));
        const args = argumentsOf(line)
          .slice(1)
          .map((argument) => (argument === 'exemptions.json' ? file : argument));

        const { code, stderr } = await configmend(args, { ...account.environment(), CONFIGMEND_LEDGER_BUCKET: bucket });

        assert.equal(stderr, '');
        assert.equal(code, 0);
      }).timeout(30_000);
    }

    it('have done what they say', async () => {
      const { stdout } = await configmend(['exemptions', 'list'], {
        ...account.environment(),
        CONFIGMEND_LEDGER_BUCKET: bucket,
      });

      assert.match(stdout, /ends soon .* security-group-restricted-ports {2}sg-0a1b2c3d4e5f60718 {2}tcp 22 {2}network/);
    }).timeout(30_000);
  });
});
