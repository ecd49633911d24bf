import type { Severity } from '../contract/instruction.ts';
import type { SweepCounts, SweepFinding, SweepPart, SweepUnread, SweptPlace } from '../contract/sweep-report.ts';
import { isAtLeast } from './scan-report/scan-report.ts';

/** A sweep as it is printed, and as `--json` has it. */
export interface ShownSweep {
  readonly sweepId: string;
  readonly startedAt: string;
  /** As they are in the ledger. */
  readonly parts: readonly SweepPart[];
  /** Places that have no part: nobody has looked at them, or not yet. */
  readonly missing: readonly SweptPlace[];
  /** What is of no place: accounts of which not even the regions are known. */
  readonly unread: readonly string[];
}

/** All parts of one place. */
export interface ShownPlace {
  readonly place: SweptPlace;
  readonly ended: string;
  readonly complete: boolean;
  readonly counts: SweepCounts;
  readonly findings: readonly SweepFinding[];
  readonly unread: readonly SweepUnread[];
}

/** Pure. By place, in the order of the first part of each. */
export function shownPlaces(parts: readonly SweepPart[]): ShownPlace[] {
  const byPlace = new Map<string, SweepPart[]>();
  for (const part of parts) {
    const key = `${part.place.accountId}/${part.place.region}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), part]);
  }
  return [...byPlace.values()].flatMap((ofPlace) => {
    const sorted = ofPlace.toSorted((one, other) => one.part - other.part);
    const last = sorted.at(-1);
    if (last === undefined) return [];
    const counts = { compliant: 0, exempt: 0, violating: 0, unread: 0 };
    for (const one of sorted.flatMap((part) => Object.values(part.counts))) {
      counts.compliant += one.compliant;
      counts.exempt += one.exempt;
      counts.violating += one.violating;
      counts.unread += one.unread;
    }
    return [
      {
        place: last.place,
        ended: last.ended,
        complete: last.complete && sorted.every(({ part }, at) => part === at),
        counts,
        findings: sorted.flatMap(({ findings }) => findings),
        unread: sorted.flatMap(({ unread }) => unread),
      },
    ];
  });
}

/** As of scan, but for interruption: 2 where something of the severity or worse violates, 1 where not all could be looked at, else 0. */
export function exitCodeOfSweep({ parts, missing, unread }: ShownSweep, failOn: Severity = 'low'): number {
  const places = shownPlaces(parts);
  const fails = ({ violations, severity }: SweepFinding): boolean =>
    violations.length > 0 && isAtLeast(severity, failOn);
  if (places.some(({ findings }) => findings.some(fails))) return 2;
  const isWhole = places.every((place) => place.complete && place.unread.length === 0);
  return isWhole && missing.length === 0 && unread.length === 0 ? 0 : 1;
}
