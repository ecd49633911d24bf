import { Failure } from '../../contract/failure.ts';
import { assertWritable, writeReport } from '../report-file.ts';
import type { Terminal } from '../terminal.ts';
import { scanAsff } from './scan-asff.ts';
import { scanCsv } from './scan-csv.ts';
import { scanHtml } from './scan-html.ts';
import { scanJson } from './scan-json.ts';
import type { ScanReport } from './scan-report.ts';
import { scanSarif } from './scan-sarif.ts';
import { scanTable } from './scan-table.ts';

/**
 * The forms beside the table. Each is an option: with a file it is written there, and stdout has the table; without one (`true`) it is
 * on stdout instead of the table, where only one can be.
 */
export interface ScanOutputs {
  readonly json?: string | true;
  readonly csv?: string | true;
  readonly html?: string | true;
  readonly asff?: string | true;
  readonly sarif?: string | true;
  /** Of the Security Hub product that findings are imported for; else each account's own default product. */
  readonly productArn?: string;
}

type Form = Exclude<keyof ScanOutputs, 'productArn'>;

const forms: Readonly<Record<Form, (report: ScanReport, outputs: ScanOutputs) => string>> = {
  json: scanJson,
  csv: scanCsv,
  html: scanHtml,
  asff: (report, { productArn }) => scanAsff(report, productArn),
  sarif: scanSarif,
};

const formNames = ['json', 'csv', 'html', 'asff', 'sarif'] as const satisfies readonly Form[];

/** Whether stdout has the table. */
export function printsTable(outputs: ScanOutputs): boolean {
  return formNames.every((form) => outputs[form] !== true);
}

/** Throws USAGE for two forms on stdout or a product without findings, and FILE_NOT_WRITTEN for a file that cannot be written, before anything is read. */
export async function assertOutputs(outputs: ScanOutputs): Promise<void> {
  const onStdout = formNames.filter((form) => outputs[form] === true);
  if (onStdout.length > 1) {
    const named = onStdout.map((form) => `--${form}`).join(' and ');
    throw new Failure('USAGE', `${named} would both be on stdout: give all but one of them a file`);
  }
  if (outputs.productArn !== undefined && outputs.asff === undefined) {
    throw new Failure('USAGE', '--product-arn is of the findings for Security Hub: give --asff as well');
  }
  for (const form of formNames) {
    const path = outputs[form];
    if (typeof path === 'string') await assertWritable(path);
  }
}

/** Writes the files, then stdout. Throws FILE_NOT_WRITTEN once all that can be written is. */
export async function printOutputs(
  report: ScanReport,
  outputs: ScanOutputs,
  terminal: Pick<Terminal, 'out' | 'paint' | 'columns'>,
): Promise<void> {
  const failures: unknown[] = [];
  for (const form of formNames) {
    const path = outputs[form];
    if (typeof path !== 'string') continue;
    await writeReport(path, forms[form](report, outputs)).catch((error: unknown) => failures.push(error));
  }
  const onStdout = formNames.find((form) => outputs[form] === true);
  terminal.out(
    onStdout === undefined
      ? scanTable(report, terminal.paint, terminal.columns)
      : forms[onStdout](report, outputs).trimEnd(),
  );
  if (failures.length > 0) throw failures[0];
}
