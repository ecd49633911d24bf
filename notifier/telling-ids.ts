import type { Notice } from '../contract/notice.ts';
import type { Telling } from './announcement.ts';

/** What a log line needs to find it again: ids and kinds, no content. */
export function tellingIds(telling: Telling): Record<string, string | number> {
  switch (telling.kind) {
    case 'compliance':
      return { kind: telling.kind, resource: telling.resourceId, rule: telling.rule, to: telling.to ?? 'none' };
    case 'compliance-burst':
      return { kind: telling.kind, changes: telling.changes.length };
    case 'outcome-burst':
      return { kind: telling.kind, outcome: telling.outcome, notices: telling.notices.length };
    case 'grace-burst':
      return { kind: telling.kind, notices: telling.notices.length };
    case 'dead-letter-burst':
      return { kind: telling.kind, code: telling.code, notices: telling.notices.length };
    case 'alarm':
      return { kind: telling.kind, alarm: telling.name };
    case 'unreadable':
      return { kind: telling.kind, why: telling.why, messageId: telling.messageId ?? 'none' };
    case 'notice':
      return noticeIds(telling.notice);
  }
}

function noticeIds(notice: Notice): Record<string, string | number> {
  switch (notice.kind) {
    case 'outcome': {
      const { kind, outcome, resource, actionId = 'none' } = notice;
      return { kind, outcome, resource: resource.id, actionId };
    }
    case 'dead-letter':
      return { kind: notice.kind, messageId: notice.messageId };
    case 'breaker-tripped':
      return { kind: notice.kind, runId: notice.runId };
    case 'tug-of-war':
      return { kind: notice.kind, resource: notice.resource.id };
    case 'exemption-expiring':
      return { kind: notice.kind, exemption: notice.exemption.id, days: notice.days };
    case 'digest':
      return { kind: notice.kind, at: notice.at };
    case 'exemptions-unreadable':
      return { kind: notice.kind, code: notice.failure.code };
    case 'restored': {
      const { kind, outcome, resource, actionId, restores } = notice;
      return { kind, outcome, resource: resource.id, actionId, restores };
    }
    case 'grace':
      return { kind: notice.kind, resource: notice.resource.id, rule: notice.rule, until: notice.until };
  }
}
