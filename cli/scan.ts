import { bindRules } from './bind-rules.ts';
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
  readonly region?: readonly string[];
  readonly endpoint?: string;
}

/** Exit code: 0 all compliant, 2 something is not, 1 nothing is violating but something could not be read. */
export async function scan(options: ScanOptions, terminal: Terminal): Promise<number> {
  const rules = await bindRules(options.rule ?? [], options.parameters);
  let result: ScanResult;
  if (options.file === undefined) {
    if (options.endpoint !== undefined) useEndpoint(options.endpoint);
    const regions = options.region ?? [process.env['AWS_REGION'] ?? 'us-east-1'];
    result = await scanLive(regions, rules, (done) => terminal.progress(`${done} evaluations`));
    terminal.progress('');
  } else {
    result = await scanFile(options.file, rules, terminal.warn);
  }
  terminal.out(options.json === true ? JSON.stringify(result, null, 2) : renderScan(result, terminal.paint));
  if (result.evaluations.some(({ compliance }) => compliance === 'NON_COMPLIANT')) return 2;
  return result.errors.length > 0 ? 1 : 0;
}
