import type { ScanReport } from './scan-report.ts';

/** `{"evaluations": […], "errors": […]}`, whole and with nothing else; a partial scan says so in an error of its own. */
export function scanJson({ evaluations, errors, partial }: ScanReport): string {
  const said = errors.map(({ resourceId, message }) => ({
    ...(resourceId === undefined ? {} : { resourceId }),
    message,
  }));
  const all = partial === undefined ? said : [...said, { message: partial }];
  return JSON.stringify({ evaluations, errors: all }, null, 2);
}
