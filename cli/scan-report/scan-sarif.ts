import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif';
import type { Severity } from '../../contract/instruction.ts';
import { resourceArn } from '../../resources/resource-arn.ts';
import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { accountName } from '../members.ts';
import { plainText } from '../plain-text.ts';
import { findingKey, type Judged } from './finding-key.ts';
import { callsOf, type ScanReport, type ScanSource } from './scan-report.ts';
import { type UnreadVerdict, unreadVerdicts } from './unread-verdicts.ts';

/**
 * The scan in SARIF 2.1.0 (OASIS standard, errata 01): one result for each resource and rule that it violates, and one of kind `open`
 * where the resource could not be read, so that its alert is not closed. What is compliant is not in it, which closes its alert.
 */
export function scanSarif(report: ScanReport): string {
  return JSON.stringify(sarifLog(report), null, 2);
}

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export function sarifLog(report: ScanReport): Log {
  const { rules, source, at, errors, partial, members } = report;
  const named = { source, members };
  const violating = report.evaluations.filter(({ compliance }) => compliance === 'NON_COMPLIANT');
  const said = [...errors.map(({ message }) => message), ...(partial === undefined ? [] : [partial])];
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'configmend', rules: rules.map(descriptorOf) } },
        automationDetails: { id: source.kind === 'live' ? 'configmend/live/' : 'configmend/file/' },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: said.length === 0,
            endTimeUtc: at.toISOString(),
            toolExecutionNotifications: said.map((message) => ({
              level: 'error',
              message: { text: plainText(message) },
            })),
          },
        ],
        results: [
          ...violating.flatMap((evaluation) => {
            const ruleIndex = rules.findIndex(({ id }) => id === evaluation.rule);
            const rule = rules[ruleIndex];
            if (rule === undefined) return [];
            const text = `${evaluation.resourceId}: ${evaluation.annotation ?? rule.summary} (mended by ${callsOf(evaluation)})`;
            return [{ ...resultOf(evaluation, rule, ruleIndex, text, named), level: levels[rule.severity] }];
          }),
          ...unreadVerdicts(report).map((missing) => openResult(missing, rules, named)),
        ],
      },
    ],
  };
}

type Scanned = Pick<ScanReport, 'source' | 'members'>;

function openResult(missing: UnreadVerdict, rules: readonly RegisteredRule[], scanned: Scanned): Result {
  const text = `${missing.resourceId} could not be judged: ${missing.reason}`;
  const result = resultOf(missing, missing.rule, rules.indexOf(missing.rule), text, scanned);
  // SARIF 2.1.0, 3.27.10: a kind other than `fail` goes with the level `none`.
  return { ...result, kind: 'open', level: 'none' };
}

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const satisfies Record<
  Severity,
  Result.level
>;

/** In the bands of GitHub code scanning: above 9.0 critical, from 7.0 high, from 4.0 medium (GitHub docs, "SARIF support for code scanning"). */
const scores = { critical: '9.5', high: '8.0', medium: '5.5', low: '2.0' } as const satisfies Record<Severity, string>;

function descriptorOf({ id, summary, severity, mend, parameters, resourceType }: RegisteredRule): ReportingDescriptor {
  const mended = 'by' in mend ? `Mended by configmend: ${mend.summary}` : `Not mended: ${mend.unmendedBecause}`;
  const settable = Object.entries(parameters).map(([name, parameter]) => `${name}: ${parameter.summary}`);
  const lines = [summary, mended, ...settable];
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: `${summary} ${mended}` },
    help: { text: lines.join('\n\n'), markdown: lines.join('\n\n') },
    defaultConfiguration: { level: levels[severity] },
    properties: { 'security-severity': scores[severity], precision: 'very-high', tags: ['security', resourceType] },
  };
}

function resultOf(
  judged: Judged,
  rule: RegisteredRule,
  ruleIndex: number,
  text: string,
  { source, members }: Scanned,
): Result {
  const { accountId, region, resourceType } = judged;
  const name = accountName(members, accountId);
  const key = findingKey(judged, rule.id);
  return {
    ruleId: rule.id,
    ruleIndex,
    kind: 'fail',
    message: { text: plainText(text) },
    locations: [
      {
        physicalLocation: physicalLocation(judged, source),
        logicalLocations: [{ name: judged.resourceId, fullyQualifiedName: resourceArn(judged), kind: 'resource' }],
      },
    ],
    // GitHub tells alerts apart by the first, and would compute it from a source file that is not there.
    partialFingerprints: { primaryLocationLineHash: `${key}:1`, 'configmend/v1': key },
    properties: { accountId, ...(name === undefined ? {} : { accountName: name }), region, resourceType },
  };
}

/**
 * Code scanning files an alert under a path of the repository, which a live resource does not have: it gets one of its own,
 * `aws/ACCOUNT/REGION/TYPE/ID`, which names it in the list of alerts and stays the same from scan to scan.
 */
function physicalLocation(
  { accountId, region, resourceType, resourceId }: Judged,
  source: ScanSource,
): PhysicalLocation {
  const service = resourceType.replaceAll('::', '-').toLowerCase();
  const uri = source.kind === 'file' ? fileUri(source.file) : pathUri(['aws', accountId, region, service, resourceId]);
  return { artifactLocation: { uri }, region: { startLine: 1 } };
}

/** Relative to the working directory, as code scanning needs it, where the file is below it. */
function fileUri(file: string): string {
  const path = relative(process.cwd(), file);
  if (isAbsolute(path) || path.startsWith('..')) return pathToFileURL(file).href;
  return pathUri(path.split(sep));
}

/** RFC 3986: what a path may not hold is percent-encoded (SARIF 2.1.0, 3.4.3). */
function pathUri(segments: readonly string[]): string {
  return segments.map((segment) => encodeURIComponent(segment)).join('/');
}
