import { Failure } from '../contract/failure.ts';
import type { SiftDeps } from '../rules/sift-exempt.ts';
import { bindRules } from './bind-rules.ts';
import { exemptionsOfFile } from './exemption-file.ts';
import { renderScan } from './render-scan.ts';
import { scanFile, type ScanResult } from './scan-file.ts';
import { scanLive } from './scan-live.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface ScanOptions {
  readonly file?: string;
  readonly json?: boolean;
  readonly rule?: readonly string[];
  readonly parameters?: string;
  /** A file of exemptions, to judge by as the rules would. */
  readonly exemptions?: string;
  readonly region?: readonly string[];
  readonly endpoint?: string;
}

/** A region is never guessed: a scan of the wrong one would look compliant. */
function ownRegion(environment = process.env): string {
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (region) return region;
  throw new Failure('USAGE', 'no region to scan: give --region, or set AWS_REGION');
}

/** What is in force now, whenever it was that AWS Config recorded the items. */
async function siftBy(file: string | undefined): Promise<SiftDeps | undefined> {
  if (file === undefined) return undefined;
  const reading = { kind: 'read', list: await exemptionsOfFile(file) } as const;
  return { exemptions: () => Promise.resolve(reading), now: () => new Date() };
}

/** Exit code: 0 all compliant, 2 something is not, 1 nothing is violating but something could not be read. */
export async function scan(options: ScanOptions, terminal: Terminal): Promise<number> {
  const rules = await bindRules(options.rule ?? [], options.parameters);
  const sift = await siftBy(options.exemptions);
  let result: ScanResult;
  if (options.file === undefined) {
    useEndpoint(options.endpoint);
    result = await scanLive(options.region ?? [ownRegion()], rules, terminal, sift);
    terminal.progress('');
  } else {
    result = await scanFile(options.file, rules, terminal.warn, sift);
  }
  terminal.out(options.json === true ? JSON.stringify(result, null, 2) : renderScan(result, terminal.paint));
  if (result.evaluations.some(({ compliance }) => compliance === 'NON_COMPLIANT')) return 2;
  return result.errors.length > 0 ? 1 : 0;
}
