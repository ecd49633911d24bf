import * as v from 'valibot';
import type { Announcement, ComplianceType } from './announcement.ts';
import { explainIssues } from '../contract/explain-issues.ts';

const Verdict = v.object({
  complianceType: v.picklist(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA']),
  annotation: v.nullish(v.string()),
  resultRecordedTime: v.nullish(v.string()),
  evaluationResultIdentifier: v.nullish(
    v.object({
      evaluationResultQualifier: v.nullish(v.object({ evaluationMode: v.nullish(v.string()) })),
    }),
  ),
});

/** The fields that are told. Config writes null where EventBridge leaves the key out: both read alike. */
const Change = v.object({
  configRuleName: v.string(),
  resourceType: v.string(),
  resourceId: v.string(),
  awsAccountId: v.string(),
  awsRegion: v.string(),
  newEvaluationResult: v.nullish(Verdict),
  oldEvaluationResult: v.nullish(Verdict),
  notificationCreationTime: v.nullish(v.string()),
});

/** A compliance change from the body of Config's ComplianceChangeNotification, which is also EventBridge's `detail`. */
export function parseCompliance(body: unknown, messageId: string | null): Announcement {
  const parsed = v.safeParse(Change, body);
  if (!parsed.success) {
    return { kind: 'unreadable', why: `compliance change: ${explainIssues(parsed.issues)}`, messageId };
  }
  const change = parsed.output;
  const current = change.newEvaluationResult;
  const mode = current?.evaluationResultIdentifier?.evaluationResultQualifier?.evaluationMode;
  return {
    kind: 'compliance',
    rule: change.configRuleName,
    resourceType: change.resourceType,
    resourceId: change.resourceId,
    accountId: change.awsAccountId,
    region: change.awsRegion,
    from: verdict(change.oldEvaluationResult),
    to: verdict(current),
    annotation: current?.annotation?.trim() || null,
    mode: mode === 'PROACTIVE' ? 'PROACTIVE' : 'DETECTIVE',
    at: current?.resultRecordedTime ?? change.notificationCreationTime ?? null,
  };
}

function verdict(result: v.InferOutput<typeof Verdict> | null | undefined): ComplianceType | null {
  return result?.complianceType ?? null;
}
