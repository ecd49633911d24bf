import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import type { Outcome } from '../outcome.ts';
import { pythonTool } from '../python-tool.ts';
import { motoTool, startMoto } from './moto.ts';
import { seed } from './seed.ts';
import { configmend, custodian, custodianVersion, prowler, prowlerVersion } from './tools.ts';
import { comparisonTable, missedPlainCases, wrongOf } from './verdicts.ts';

const installSeconds = 600;
const region = 'eu-west-1';
const begin = '<!-- table: written by `npm run compare` -->';
const end = '<!-- end of table -->';

/**
 * Has Cloud Custodian, Prowler and ourselves judge the same account, which is moto's, and writes what each says into the document.
 * Fails where we are wrong ourselves; skipped where pip cannot install the others.
 */
export async function comparisonCheck(checkout: string, folder: string): Promise<Outcome> {
  const tools = [
    motoTool,
    { requirement: `c7n==${custodianVersion}`, program: 'custodian' },
    { requirement: `prowler==${prowlerVersion}`, program: 'prowler' },
  ] as const;
  const programs: string[] = [];
  for (const what of tools) {
    const own = join(folder, what.program);
    mkdirSync(own, { recursive: true });
    const tool = await pythonTool({ ...what, folder: own, seconds: installSeconds });
    if ('refused' in tool) {
      const howToGetIt = `it needs python3 with venv, and PyPI for ${what.requirement}`;
      return { kind: 'skipped', what: 'the comparison with other tools', why: tool.refused, howToGetIt };
    }
    programs.push(tool.program);
  }
  const [motoServer = '', custodianProgram = '', prowlerProgram = ''] = programs;
  const moto = await startMoto(motoServer);
  try {
    const credentials = { accessKeyId: 'compared', secretAccessKey: 'compared' };
    const config = { endpoint: moto.endpoint, region, credentials };
    const ids = await seed(new EC2Client(config), new S3Client({ ...config, forcePathStyle: true }), region);
    const account = { endpoint: moto.endpoint, region };
    const ours = { tool: 'configmend', flagged: await configmend(checkout, account) };
    const compared = [
      ours,
      {
        tool: `Cloud Custodian ${custodianVersion}`,
        flagged: await custodian(custodianProgram, join(folder, 'custodian'), account),
      },
      { tool: `Prowler ${prowlerVersion}`, flagged: await prowler(prowlerProgram, join(folder, 'prowler'), account) },
    ];
    const blind = compared.flatMap((one) =>
      missedPlainCases(one, ids).map(({ says }) => `${one.tool} misses ${says}: it was not run as it should be`),
    );
    if (blind.length > 0) return { kind: 'failed', findings: blind };
    writeTable(join(checkout, 'docs', 'comparison.md'), comparisonTable(compared, ids));
    const wrong = wrongOf(ours, ids);
    if (wrong.length > 0) return { kind: 'failed', findings: wrong.map(({ says }) => `we are wrong about: ${says}`) };
    return { kind: 'passed', summary: `docs/comparison.md has what ${compared.length} tools say of ${ids.size} cases` };
  } finally {
    await moto.stop();
  }
}

function writeTable(file: string, table: string): void {
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no place for the table`);
  writeFileSync(file, `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`);
}
