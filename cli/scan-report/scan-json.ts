import { accountName } from '../members.ts';
import type { ScanReport } from './scan-report.ts';

/**
 * `{"evaluations": […], "errors": […]}`, whole and with nothing else; a partial scan says so in an error of its own. `accountName` stands
 * beside the account's id where it has a name.
 */
export function scanJson({ evaluations, errors, partial, members }: ScanReport): string {
  const said = errors.map(({ resourceId, message }) => ({
    ...(resourceId === undefined ? {} : { resourceId }),
    message,
  }));
  const all = partial === undefined ? said : [...said, { message: partial }];
  const named = evaluations.map((evaluation) => {
    const name = accountName(members, evaluation.accountId);
    return name === undefined ? evaluation : { ...evaluation, accountName: name };
  });
  return JSON.stringify({ evaluations: named, errors: all }, null, 2);
}
