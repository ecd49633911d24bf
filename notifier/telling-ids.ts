import type { Telling } from './announcement.ts';

/** What a log line needs to find it again: ids and kinds, no content. */
export function tellingIds(telling: Telling): Record<string, string | number> {
  switch (telling.kind) {
    case 'compliance':
      return { kind: telling.kind, resource: telling.resourceId, rule: telling.rule, to: telling.to ?? 'none' };
    case 'compliance-burst':
      return { kind: telling.kind, changes: telling.changes.length };
    case 'alarm':
      return { kind: telling.kind, alarm: telling.name };
    case 'unreadable':
      return { kind: telling.kind, why: telling.why, messageId: telling.messageId ?? 'none' };
    case 'notice': {
      const { notice } = telling;
      if (notice.kind === 'dead-letter') return { kind: notice.kind, messageId: notice.messageId };
      const { resource, outcome, actionId = 'none' } = notice;
      return { kind: notice.kind, outcome, resource: resource.id, actionId };
    }
  }
}
