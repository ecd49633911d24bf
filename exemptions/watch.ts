import { createHash } from 'node:crypto';
import type { Exemption, ExemptionList } from '../contract/exemption.ts';
import type { ExemptionWatch } from '../contract/exemption-watch.ts';
import type { Failure } from '../contract/failure.ts';
import { dayMs, endOf, isInForce } from './in-force.ts';
import type { ExemptionReading } from './read-exemptions.ts';

/** Before the end of an exemption, in days; the later one first. */
const reminders = [1, 7] as const;

export interface Expiring {
  readonly exemption: Exemption;
  readonly until: Date;
  /** At most so many days are left. */
  readonly days: (typeof reminders)[number];
}

export interface Watched {
  readonly next: ExemptionWatch;
  /** Of what people are to be told now. */
  readonly expiring: readonly Expiring[];
  readonly unreadable: Failure | null;
}

/**
 * Pure. What there is to do about the exemptions at this moment: reminders, each once and none of an exemption that was made to last no
 * longer; one alert when the lists cannot be read any more; and in `next.outdated` the rules whose exemptions began, ended, or were
 * changed or taken away, since AWS Config evaluates nothing for that by itself; also of one that began and ended between two rounds.
 */
export function watchExemptions(before: ExemptionWatch, reading: ExemptionReading, now: Date): Watched {
  if (reading.kind === 'unreadable') {
    const isNew = before.unreadableSince === null;
    const next = isNew ? { ...before, unreadableSince: now.toISOString() } : before;
    return { next, expiring: [], unreadable: isNew ? reading.failure : null };
  }
  const current = reading.list.exemptions
    .filter((exemption) => isInForce(exemption, reading.list, now))
    .map((exemption) => ({ exemption, digest: digestOf(exemption), until: endOf(exemption, reading.list) }));
  const [was, is] = [digests(before.inForce), digests(current)];
  const ended = before.inForce.filter(({ digest }) => !is.has(digest)).map(({ rule }) => rule);
  // While nothing was known, what is exempt was called a violation.
  const begun = current
    .filter(({ digest }) => before.unreadableSince !== null || !was.has(digest))
    .map(({ exemption }) => exemption.rule);
  const missed = endedUnseen(before, reading.list, now).map(({ rule }) => rule);

  const expiring: Expiring[] = [];
  const reminded = before.reminded.filter((mark) => is.has(mark.split(' ')[0] ?? ''));
  for (const { exemption, digest, until } of current) {
    const [lasts, left] = [until.getTime() - Date.parse(exemption.created), until.getTime() - now.getTime()];
    const days = reminders.find((one) => left <= one * dayMs);
    if (days === undefined || lasts <= days * dayMs || reminded.includes(`${digest} ${days}`)) continue;
    expiring.push({ exemption, until, days });
    reminded.push(`${digest} ${days}`);
  }
  return {
    next: {
      version: 1,
      inForce: current.map(({ digest, exemption }) => ({ digest, rule: exemption.rule })),
      reminded,
      outdated: [...new Set([...before.outdated, ...ended, ...begun, ...missed])],
      unreadableSince: null,
      lookedAt: now.toISOString(),
    },
    expiring,
    unreadable: null,
  };
}

/** What was in force since the last look, and at none. */
function endedUnseen({ inForce, lookedAt }: ExemptionWatch, list: ExemptionList, now: Date): Exemption[] {
  if (lookedAt === undefined) return [];
  const seen = digests(inForce);
  return list.exemptions.filter((exemption) => {
    const [begins, ends] = [Date.parse(exemption.created), endOf(exemption, list).getTime()];
    const isOver = begins < ends && ends > Date.parse(lookedAt) && ends <= now.getTime();
    return isOver && !seen.has(digestOf(exemption));
  });
}

function digests(of: readonly { readonly digest: string }[]): Set<string> {
  return new Set(of.map(({ digest }) => digest));
}

function digestOf(exemption: Exemption): string {
  const fields = Object.entries(exemption).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 16);
}
