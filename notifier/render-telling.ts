import type { Notice } from '../contract/notice.ts';
import type { Telling } from './announcement.ts';
import type { Draft } from './draft.ts';
import { fitMessage } from './fit-message.ts';
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
export function renderTelling(telling: Telling): SlackMessage {
  return fitMessage(draftOf(telling));
}

/** The Slack message of one of our own notices. */
export function renderNotice(notice: Notice): SlackMessage {
  return renderTelling({ kind: 'notice', notice });
}

function noticeDraft(notice: Notice): Draft {
  switch (notice.kind) {
    case 'outcome':
      return renderOutcome(notice);
    case 'dead-letter':
      return renderDeadLetter(notice);
    case 'breaker-tripped':
      return renderBreaker(notice);
    case 'tug-of-war':
      return renderTugOfWar(notice);
    case 'grace':
      return renderGrace(notice);
    case 'exemption-expiring':
      return renderExemptionExpiring(notice);
    case 'exemptions-unreadable':
      return renderExemptionsUnreadable(notice);
    case 'restored':
      return renderRestored(notice);
    case 'digest':
      return renderDigest(notice);
  }
}

function draftOf(telling: Telling): Draft {
  switch (telling.kind) {
    case 'compliance':
      return renderCompliance(telling);
    case 'compliance-burst':
      return renderBurst(telling);
    case 'outcome-burst':
    case 'grace-burst':
    case 'dead-letter-burst':
      return renderNoticeBurst(telling);
    case 'notice':
      return noticeDraft(telling.notice);
    case 'alarm':
      return renderAlarm(telling);
    case 'unreadable':
      return renderUnreadable(telling);
  }
}
