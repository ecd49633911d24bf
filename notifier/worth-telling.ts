import type { Announcement, ComplianceChange } from './announcement.ts';

/**
 * Whether people are told. Silent are a first verdict that is not a violation (else the first evaluation of an account
 * floods the channel), a verdict that did not change, what Config says about a resource that does not exist yet, an
 * alarm that went back to normal, and a mend that found nothing to do.
 */
export function worthTelling(announcement: Announcement): boolean {
  switch (announcement.kind) {
    case 'compliance':
      return worthTellingCompliance(announcement);
    case 'notice':
      return announcement.notice.kind !== 'outcome' || announcement.notice.outcome !== 'nothing-to-do';
    case 'alarm':
      return announcement.to === 'ALARM';
    case 'unreadable':
      return true;
  }
}

/**
 * A violation that appears or that ends, in whatever way it ends: mended, gone with its resource, or no longer judged.
 */
function worthTellingCompliance(change: ComplianceChange): boolean {
  if (change.mode === 'PROACTIVE') return false;
  return (change.from === 'NON_COMPLIANT') !== (change.to === 'NON_COMPLIANT');
}
