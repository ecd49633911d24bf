import * as v from 'valibot';
import type { Announcement } from './announcement.ts';
import { explainIssues } from '../contract/explain-issues.ts';

/** What metric and composite alarms have in common. (CloudWatch user guide, "Notifying users on alarm changes") */
const Alarm = v.object({
  AlarmName: v.string(),
  NewStateValue: v.string(),
  OldStateValue: v.nullish(v.string()),
  AlarmDescription: v.nullish(v.string()),
  NewStateReason: v.nullish(v.string()),
  StateChangeTime: v.nullish(v.string()),
  AWSAccountId: v.nullish(v.string()),
  AlarmArn: v.nullish(v.string()),
});

/** A CloudWatch alarm's SNS message. Any alarm is taken: one that nobody foresaw is told like the others. */
export function parseAlarm(body: unknown, messageId: string | null): Announcement {
  const parsed = v.safeParse(Alarm, body);
  if (!parsed.success) return { kind: 'unreadable', why: `alarm: ${explainIssues(parsed.issues)}`, messageId };
  const alarm = parsed.output;
  return {
    kind: 'alarm',
    name: alarm.AlarmName,
    description: alarm.AlarmDescription?.trim() || null,
    accountId: alarm.AWSAccountId ?? null,
    region: alarm.AlarmArn?.split(':')[3] || null,
    from: alarm.OldStateValue ?? null,
    to: alarm.NewStateValue,
    reason: alarm.NewStateReason?.trim() || null,
    at: alarm.StateChangeTime ?? null,
  };
}
