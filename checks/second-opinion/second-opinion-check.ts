import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleLambdas } from '../../build/bundle-lambdas.ts';
import { keepResult } from '../../build/keep-result.ts';
import { startLocalAccount } from '../../local/local-account.ts';
import { motoTool, startMoto } from '../comparison/moto.ts';
import type { Outcome } from '../outcome.ts';
import { type PythonTool, pythonTool } from '../python-tool.ts';
import { deployedShape } from './deployed-shape.ts';
import { differential } from './differential.ts';
import { type Hybrid, startHybrid } from './hybrid.ts';
import { knownDifferences } from './known-differences.ts';
import { knownDifferencesTable, withTable } from './known-differences-table.ts';
import { ministackVersion } from './ministack.ts';
import { notPossible } from './not-possible.ts';
import { scenarios } from './scenarios.ts';

const installSeconds = 600;

export interface SecondOpinionOptions {
  readonly checkout: string;
  /** Ours to write to. */
  readonly folder: string;
  readonly seed: number;
  readonly times: number;
  /** Told of each part as it ends. */
  readonly report: (line: string) => void;
}

/**
 * Has others than the local account say whether the product is right: its bundles over moto, the local account against moto call by call, and
 * the deployed shape on ministack. Skipped where Python or PyPI cannot give moto; the last part alone where ministack cannot be had.
 */
export async function secondOpinionCheck(options: SecondOpinionOptions): Promise<Outcome[]> {
  const { checkout, folder, report } = options;
  const tool = async (name: string, own: string, what: Pick<PythonTool, 'requirement' | 'program' | 'constraints'>) => {
    mkdirSync(own, { recursive: true });
    const found = await pythonTool({ ...what, folder: own, seconds: installSeconds });
    if ('program' in found) return found;
    const howToGetIt = `it needs python3 3.10 or later with venv, and PyPI for ${what.requirement}`;
    return { skipped: { kind: 'skipped', what: name, why: found.refused, howToGetIt } as const };
  };
  const installed = join(checkout, '.checks', 'comparison', motoTool.program);
  const moto = await tool('the second opinion of moto', installed, motoTool);
  if ('skipped' in moto) return [moto.skipped];
  const ministackTool = { requirement: `ministack==${ministackVersion}`, program: 'ministack' };
  const ministack = await tool('the deployed shape', join(folder, ministackTool.program), ministackTool);

  const begun = performance.now();
  const seconds = (): number => Math.round((performance.now() - begun) / 100) / 10;
  const findings: string[] = [];
  let failedScenarios = 0;
  const passes = async (name: string, run: () => Promise<void>): Promise<void> => {
    const from = seconds();
    try {
      await run();
      report(`${name} (${(seconds() - from).toFixed(1)} s)`);
    } catch (error) {
      failedScenarios += 1;
      findings.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const server = await startMoto(moto.program);
  let hybrid: Hybrid | undefined;
  const account = await startLocalAccount();
  let shape = Promise.resolve();
  try {
    const started = await startHybrid(server.endpoint, await bundleLambdas(join(folder, 'bundles')));
    hybrid = started;
    await started.open(true);
    if ('program' in ministack) {
      // Most of it is waiting for the schedule.
      const { program } = ministack;
      const where = { ministack: program, moto: server.endpoint, hybrid: started, folder: join(folder, 'ministack') };
      shape = passes('the deployed shape on ministack', () => deployedShape(where));
    }
    for (const { name, run } of scenarios) {
      await passes(name, async () => {
        try {
          await run(started);
        } finally {
          // What a scenario that failed did not come to end is not to strike those after it.
          started.way.clear();
          await started.open(true);
        }
      });
    }
    for (const { what, why, still } of notPossible) {
      if ((await still?.(started)) === false)
        findings.push(`${what}: moto can do it now, and a scenario can be written`);
      else report(`not over moto: ${what}: ${why}`);
    }
    const { seed, times } = options;
    const compared = await differential({ account, moto: server.endpoint, seed, times });
    findings.push(...compared.findings);
    const { randomSequences, fixedSequences } = compared;
    const counted = `${randomSequences} random sequences and ${fixedSequences} fixed ones`;
    report(`${counted} of ${compared.operations.size} operations (until ${seconds()} s)`);
    await shape;
    keepResult('second-opinion', {
      scenarios: scenarios.length + ('program' in ministack ? 1 : 0),
      randomSequences,
      fixedSequences,
      notPossible: notPossible.length,
      operationsCompared: compared.operations.size,
      knownDifferences: knownDifferences.length,
      seconds: seconds(),
      // So that nobody reads of what failed that it passed.
      failed: { scenarios: failedScenarios, ...compared.failed },
      findings,
    });
  } finally {
    await shape;
    await hybrid?.stop();
    await account.stop();
    await server.stop();
  }
  const document = join(checkout, 'docs', 'second-opinion.md');
  writeFileSync(document, withTable(readFileSync(document, 'utf8'), knownDifferencesTable(knownDifferences)));
  const summary = `${scenarios.length} scenarios, ${knownDifferences.length} known differences and no other, in ${seconds()} s`;
  const outcome: Outcome = findings.length > 0 ? { kind: 'failed', findings } : { kind: 'passed', summary };
  return [...('skipped' in ministack ? [ministack.skipped] : []), outcome];
}
