import type { Exemption, ExemptionList } from '../contract/exemption.ts';

export const dayMs = 24 * 60 * 60 * 1000;

/** When it ends: as written, and never later than it may last. */
export function endOf({ created, expires }: Exemption, { maxDays }: Pick<ExemptionList, 'maxDays'>): Date {
  return new Date(Math.min(Date.parse(expires), Date.parse(created) + maxDays * dayMs));
}

/** Whether it counts at the moment: from its creation on, until it ends. */
export function isInForce(exemption: Exemption, limits: Pick<ExemptionList, 'maxDays'>, now: Date): boolean {
  return Date.parse(exemption.created) <= now.getTime() && now < endOf(exemption, limits);
}
