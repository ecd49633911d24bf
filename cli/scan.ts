import { S3Client } from '@aws-sdk/client-s3';
import { accountWords } from '../accounts/membership.ts';
import type { Severity } from '../contract/instruction.ts';
import { Failure } from '../contract/failure.ts';
import { rules as allRules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';
import type { SiftDeps } from '../rules/sift-exempt.ts';
import { bindRules } from './bind-rules.ts';
import { exemptionsOfFile } from './exemption-file.ts';
import { membersOf } from './members.ts';
import { onInterrupt, type OnInterrupt } from './on-interrupt.ts';
import { scanClients } from './scan-clients.ts';
import type { BoundRule } from './scan-evaluate.ts';
import { scanFile } from './scan-file.ts';
import { startLiveScan } from './scan-live.ts';
import { undecidableByFile } from './scan-report/grouped-findings.ts';
import { assertOutputs, printOutputs, printsTable, type ScanOutputs } from './scan-report/scan-outputs.ts';
import { exitCodeOf, type ScanReport } from './scan-report/scan-report.ts';
import { scanTargets } from './scan-targets.ts';
import type { Terminal } from './terminal.ts';
import { useEndpoint } from './use-endpoint.ts';

export interface ScanOptions extends ScanOutputs {
  readonly file?: string;
  readonly rule?: readonly string[];
  readonly skip?: readonly string[];
  readonly parameters?: string;
  /** A file of exemptions, to judge by as the rules would. */
  readonly exemptions?: string;
  /** Regions, or `all`. */
  readonly region?: readonly string[];
  readonly account?: readonly string[];
  readonly roleName?: string;
  readonly externalId?: string;
  /** The ledger bucket of a deployment, whose accounts and regions are then scanned. */
  readonly bucket?: string;
  readonly endpoint?: string;
  readonly failOn?: Severity;
}

type Found = Omit<ScanReport, 'rules' | 'at'>;

/**
 * Exit code: 130 if it was interrupted, 2 if something of `failOn` or worse is not compliant (of any severity, unless given), 1 if
 * something could not be read, else 0. Throws USAGE, FILE_UNREADABLE, FILE_NOT_WRITTEN, READ_FAILED, ACCOUNTS_UNREADABLE and
 * PARAMETER_INVALID.
 */
export async function scan(
  options: ScanOptions,
  terminal: Terminal,
  interrupts: OnInterrupt = onInterrupt,
): Promise<number> {
  const bound = await bindRules(options.rule ?? [], options.parameters, options.skip);
  const sift = await siftBy(options.exemptions);
  await assertOutputs(options);
  const found =
    options.file === undefined
      ? await liveReport(options, bound, sift, terminal, interrupts)
      : await fileReport(options.file, bound, sift, terminal);
  const report: ScanReport = { ...found, rules: bound.map(({ rule }) => rule), at: new Date() };
  for (const note of undecidableByFile(report)) terminal.warn(note);
  if (options.rule === undefined && printsTable(options)) terminal.warn(judgedByDefault(bound));
  await printOutputs(report, options, terminal);
  return exitCodeOf(report, options.failOn);
}

/** Which rules judge where nobody has named any: a scan by fewer rules than are deployed would look better than the account is. */
function judgedByDefault(bound: readonly BoundRule[]): string {
  const judging = new Set(bound.map(({ rule }) => rule.id));
  const others = allRules.filter((rule) => !judging.has(rule.id) && isJudgedByConfig(rule)).map(({ id }) => id);
  const left = others.length === 0 ? '' : `, and not by ${others.join(', ')} (--rule judges by those named alone)`;
  return `judged by ${judging.size} of the rules that configmend rules lists${left}`;
}

async function fileReport(
  file: string,
  rules: readonly BoundRule[],
  sift: SiftDeps | undefined,
  terminal: Terminal,
): Promise<Found> {
  return { ...(await scanFile(file, rules, terminal.warn, sift)), source: { kind: 'file', file } };
}

async function liveReport(
  options: ScanOptions,
  rules: readonly BoundRule[],
  sift: SiftDeps | undefined,
  terminal: Terminal,
  interrupts: OnInterrupt,
): Promise<Found> {
  useEndpoint(options.endpoint);
  const { account = [], roleName, externalId } = options;
  const members = options.bucket === undefined ? undefined : await membersOf(ledgerClient(), options.bucket);
  const regionsAsked = options.region ?? (members === undefined ? [ownRegion()] : []);
  const scope = { regions: regionsAsked, accounts: account, roleName, externalId, members };
  const { targets, errors } = await scanTargets(scope, scanClients());
  const accounts = [...new Set(targets.map((target) => target.accountId))];
  const regions = [...new Set(targets.map((target) => target.region))];
  if (targets.length > 0) {
    const called = accounts.map((id) => accountWords(members, id));
    terminal.warn(`account ${called.join(', ')}, ${regions.join(', ')}`);
  }

  const stop = new AbortController();
  const live = startLiveScan(targets, rules, { bar: terminal.bar, sift, stopped: stop.signal });
  let release = (): void => undefined;
  const interrupted = new Promise<void>((resolve) => {
    release = interrupts(() => {
      stop.abort();
      resolve();
    });
  });
  await Promise.race([live.finished, interrupted]);
  release();
  terminal.progress('');
  const { unfinished, ...found } = live.soFar();
  return {
    evaluations: found.evaluations,
    errors: [...errors, ...found.errors],
    source: { kind: 'live', accounts, regions },
    members,
    partial: unfinished.length > 0 ? partialText(unfinished) : undefined,
  };
}

function partialText(unfinished: readonly string[]): string {
  const [first, ...others] = unfinished;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `partial: interrupted, and not or not wholly read: ${first}${more}`;
}

/** A bucket says itself in which region it is. */
function ledgerClient(): S3Client {
  return new S3Client({ maxAttempts: 4, followRegionRedirects: true });
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
