import type { Severity } from '../../contract/instruction.ts';
import { Failure } from '../../contract/failure.ts';
import { explainQueueError } from '../queue-error.ts';
import { remediationQueue } from '../queue-url.ts';
import { assertWritable, writeReport } from '../report-file.ts';
import type { Terminal } from '../terminal.ts';
import { type InterruptibleProcess, untilInterrupted } from '../until-interrupted.ts';
import { useEndpoint } from '../use-endpoint.ts';
import type { Inspection, InspectionFilter } from './inspection.ts';
import { inspectionCsv } from './inspection-csv.ts';
import { inspectionDeps, type InspectionConnection } from './inspection-deps.ts';
import { inspectionHtml } from './inspection-html.ts';
import { summaryText } from './inspection-words.ts';
import { type InspectionOptions, readInspection } from './read-inspection.ts';
import { renderInspection } from './render-inspection.ts';

export interface InspectOptions extends Omit<InspectionConnection, 'queueUrl'> {
  readonly queue?: string;
  readonly rule?: string;
  readonly account?: string;
  readonly region?: string;
  readonly resource?: string;
  readonly severity?: Severity;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly html?: string;
}

/** Reads the queue. */
export type Read = (options: InspectionOptions) => Promise<Inspection>;

/**
 * Shows what waits in the queue. Exit code 0: all of it, also of an empty queue; 1: some could not be read; 130 where it was interrupted.
 * Rejects with USAGE, FILE_NOT_WRITTEN or READ_FAILED.
 */
export async function inspect(
  options: InspectOptions,
  terminal: Terminal,
  read?: Read,
  running: InterruptibleProcess = process,
): Promise<number> {
  if (options.parameters !== undefined && options.live !== true) {
    throw new Failure('USAGE', '--parameters is what live resources are judged by: give --live as well');
  }
  if (options.html !== undefined) await assertWritable(options.html);
  const reading = read ?? reader(options);
  const worked = await untilInterrupted(
    (signal) =>
      reading({
        filter: filterOf(options),
        signal,
        progress: (done, total, label) => terminal.bar(done, total, label),
      }),
    running,
  );
  terminal.progress('');
  if (worked.kind === 'interrupted') {
    terminal.warn('interrupted: nothing was changed, and what was read is visible in the queue again');
    return worked.exitCode;
  }
  const inspection = worked.value;
  await show(inspection, options, terminal);
  const isWhole =
    inspection.complete &&
    inspection.unreadable.length === 0 &&
    inspection.resources.every(({ state }) => state !== 'unreadable');
  return isWhole ? 0 : 1;
}

async function show(inspection: Inspection, { json, csv, html }: InspectOptions, terminal: Terminal): Promise<void> {
  if (html !== undefined) {
    await writeReport(html, inspectionHtml(inspection));
    terminal.warn(`written to ${html}`);
    if (json !== true && csv !== true) {
      warnOfGaps(inspection, terminal);
      return terminal.out(summaryText(inspection));
    }
  }
  if (json === true) return terminal.out(JSON.stringify(inspection, null, 2));
  if (csv !== true) return terminal.out(renderInspection(inspection, terminal.paint));
  terminal.out(inspectionCsv(inspection));
  warnOfGaps(inspection, terminal);
}

/** What the forms that are only about resources cannot say. */
function warnOfGaps(inspection: Inspection, terminal: Terminal): void {
  for (const { messageId, reason } of inspection.unreadable)
    terminal.warn(`unreadable message ${messageId}: ${reason}`);
  if (inspection.partial !== undefined) terminal.warn(`not all: ${inspection.partial}`);
  for (const note of inspection.notes) terminal.warn(note);
}

function filterOf({ rule, account, region, resource, severity }: InspectOptions): InspectionFilter {
  return {
    ...(rule === undefined ? {} : { rule }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(resource === undefined ? {} : { resource }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function reader(options: InspectOptions): Read {
  const queueUrl = remediationQueue(options.queue);
  useEndpoint(undefined);
  return async (given) => {
    try {
      const { deps, notes } = await inspectionDeps({ ...options, queueUrl });
      const inspection = await readInspection(deps, given);
      return { ...inspection, notes: [...inspection.notes, ...notes()] };
    } catch (cause) {
      throw explainQueueError(cause, queueUrl);
    }
  };
}
