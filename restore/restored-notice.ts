import type { RestoredNotice } from '../contract/notice.ts';
import { longestLine, noticeLines } from '../notifier/notice-lines.ts';
import { identityOf } from '../rules/instruct.ts';
import type { RestoreResult } from './carry-out-restore.ts';
import type { PreparedRestore } from './prepare-restore.ts';

/** Pure. What people are told of a restore; `unread` says where it could not be read again. */
export function restoredNotice(
  { actionId, outcome, exemptions, failure }: Omit<RestoreResult, 'warnings'>,
  unread: readonly string[],
  { mend, live, restore }: PreparedRestore,
  { actor, at }: { readonly actor: string; readonly at: Date },
): RestoredNotice {
  const until = exemptions[0]?.expires;
  return {
    version: 1,
    kind: 'restored',
    outcome,
    actionId,
    restores: mend.first.id,
    resource: identityOf(live),
    rules: [...new Set(exemptions.map(({ rule }) => rule))],
    severity: mend.first.severity,
    actor,
    before: noticeLines(restore.plan.before),
    after: noticeLines(restore.plan.after),
    notes: noticeLines([...restore.plan.notes, ...unread]),
    ...(until === undefined ? {} : { exemptUntil: until }),
    ...(failure === undefined
      ? {}
      : {
          failure: {
            code: failure.code,
            message: failure.message.slice(0, longestLine),
            next: `Look at ${live.id}, then run configmend restore ${mend.first.id} again.`,
          },
        }),
    at: at.toISOString(),
  };
}
