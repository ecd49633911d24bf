import type { Notice } from '../contract/notice.ts';
import type { Telling } from './announcement.ts';
import type { Draft } from './draft.ts';
import { fitMessage } from './fit-message.ts';
import { type Known, nothingKnown } from './known.ts';
import { renderAlarm } from './render-alarm.ts';
import { renderBreaker } from './render-breaker.ts';
import { renderBurst } from './render-burst.ts';
import { renderCompliance } from './render-compliance.ts';
import { renderDeadLetter } from './render-dead-letter.ts';
import { renderDigest } from './render-digest.ts';
import { renderExemptionExpiring } from './render-exemption-expiring.ts';
import { renderExemptionsUnreadable } from './render-exemptions-unreadable.ts';
import { renderGrace } from './render-grace.ts';
import { renderNoticeBurst } from './render-notice-burst.ts';
import { renderOutcome } from './render-outcome.ts';
import { renderRestored } from './render-restored.ts';
import { renderTugOfWar } from './render-tug-of-war.ts';
import { renderUnreadable } from './render-unreadable.ts';
import type { SlackMessage } from './slack-message.ts';

/** The Slack message that tells it, within all of Slack's limits; pure. */
export function renderTelling(telling: Telling, known: Known = nothingKnown): SlackMessage {
  return fitMessage(draftOf(telling, known));
}

/** The Slack message of one of our own notices. */
export function renderNotice(notice: Notice, known: Known = nothingKnown): SlackMessage {
  return renderTelling({ kind: 'notice', notice }, known);
}

function noticeDraft(notice: Notice, known: Known): Draft {
  switch (notice.kind) {
    case 'outcome':
      return renderOutcome(notice, known);
    case 'dead-letter':
      return renderDeadLetter(notice, known);
    case 'breaker-tripped':
      return renderBreaker(notice, known);
    case 'tug-of-war':
      return renderTugOfWar(notice, known);
    case 'grace':
      return renderGrace(notice, known);
    case 'exemption-expiring':
      return renderExemptionExpiring(notice, known);
    case 'exemptions-unreadable':
      return renderExemptionsUnreadable(notice, known);
    case 'restored':
      return renderRestored(notice, known);
    case 'digest':
      return renderDigest(notice, known);
  }
}

/** What is told of it, before it is fitted to where it is told; pure. */
export function draftOf(telling: Telling, known: Known): Draft {
  switch (telling.kind) {
    case 'compliance':
      return renderCompliance(telling, known);
    case 'compliance-burst':
      return renderBurst(telling, known);
    case 'outcome-burst':
    case 'grace-burst':
    case 'dead-letter-burst':
      return renderNoticeBurst(telling, known);
    case 'notice':
      return noticeDraft(telling.notice, known);
    case 'alarm':
      return renderAlarm(telling, known);
    case 'unreadable':
      return renderUnreadable(telling);
  }
}
