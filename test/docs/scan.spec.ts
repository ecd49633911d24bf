import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { securityFindings } from '../../cli/scan-report/scan-asff.ts';
import { accountBlockKind } from '../../resources/account-block-kind.ts';
import { bucketKind } from '../../resources/bucket-kind.ts';
import { securityGroupKind } from '../../resources/security-group-kind.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { report, violating } from '../support/scan-reports.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'scan.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(([, block = '']) => block);

describe('docs/scan.md', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  it('lists the permissions that the readers need, and that of listing regions', () => {
    const listed: unknown = JSON.parse(blocks('json')[0] ?? '');

    const needed = [securityGroupKind, bucketKind, accountBlockKind].flatMap(({ iamActions }) => iamActions);
    assert.sameMembers(Object(listed), [...new Set([...needed, 'ec2:DescribeRegions'])]);
  });

  it('cuts the findings as BatchImportFindings takes them', async function () {
    const [, filter = ''] = /jq -c '([^']+)' findings\.json/.exec(text) ?? [];
    const isThere = await promisify(execFile)('jq', ['--version']).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      process.stderr.write('NOT TESTED: jq is not installed, the import of docs/scan.md was not run\n');
      this.skip();
    }
    const of = (region: string, count: number) =>
      Array.from({ length: count }, (_, at) => violating({ region, resourceId: `bucket-${at}` }));
    const findings = securityFindings(report([...of('eu-west-1', 150), ...of('us-east-1', 100)]));
    const file = await files.write('findings.json', findings);

    const { stdout } = await promisify(execFile)('jq', ['-c', filter, file], { maxBuffer: 1e8 });

    const batches = stdout
      .trim()
      .split('\n')
      .map((line): typeof findings => JSON.parse(line));
    assert.deepEqual(
      batches.map((batch) => [batch.length, new Set(batch.map(({ ProductArn }) => ProductArn)).size]),
      [
        [100, 1],
        [50, 1],
        [100, 1],
      ],
    );
  });
});
