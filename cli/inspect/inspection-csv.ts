import { csv, type CsvCell } from '../csv.ts';
import { standingText } from './account-text.ts';
import type { Inspection } from './inspection.ts';
import { stateText } from './inspection-words.ts';

const header = [
  'severity',
  'resource',
  'type',
  'account',
  'region',
  'rules',
  'exposed',
  'before',
  'after',
  'notes',
  'calls',
  'harm',
  'exemption',
  'held back',
  'now',
  'actor',
  'found at',
  'not before',
  'messages',
  'attempts',
  'account name',
  'standing',
];

/** A line per resource, lists with a line break between their parts. What was read only in part is not said here: stderr says it. */
export function inspectionCsv({ resources }: Inspection): string {
  return csv(
    header,
    resources.map((one): CsvCell[] => {
      const { resource, findings, plan, harm = [], exemption = [], held = [] } = one;
      return [
        one.severity,
        resource.id,
        resource.type,
        resource.accountId,
        resource.region,
        findings.map(({ rule }) => rule).join('\n'),
        findings.flatMap(({ exposure }) => exposure).join('\n'),
        plan.before.join('\n'),
        plan.after.join('\n'),
        plan.notes.join('\n'),
        plan.changes
          .map(({ service, operation, input }) => `${service}:${operation} ${JSON.stringify(input)}`)
          .join('\n'),
        harm.join('\n'),
        exemption.join('\n'),
        held.join('\n'),
        stateText(one),
        one.actor,
        one.oldestAt,
        one.notBefore,
        one.messages,
        one.attempts,
        one.accountName,
        standingText(one),
      ];
    }),
  );
}
