import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import type { Regional } from '../service.ts';
import { invalidParameter, readConfigInput } from './input.ts';
import { resourceKey } from './item.ts';
import type { Notifications } from './notifications.ts';
import { type ConfigRule, type ConfigState, type EvaluationResult, ruleNamed } from './state.ts';

const Evaluation = v.strictObject({
  ComplianceResourceType: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  ComplianceResourceId: v.pipe(v.string(), v.minLength(1), v.maxLength(768)),
  ComplianceType: v.picklist(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA']),
  Annotation: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
  OrderingTimestamp: v.number(),
});
const PutEvaluationsInput = v.strictObject({
  Evaluations: v.optional(v.pipe(v.array(Evaluation), v.maxLength(100)), []),
  ResultToken: v.string(),
  TestMode: v.optional(v.boolean(), false),
});

/** One evaluation as a rule sent it; OrderingTimestamp in epoch seconds. */
export type Evaluation = v.InferOutput<typeof Evaluation>;

/** Says which evaluations are answered in FailedEvaluations instead of being stored. */
export type RefuseEvaluation = (evaluation: Evaluation) => boolean;

/**
 * Stores results: an older OrderingTimestamp than the stored one is passed over, and a change of compliance type is notified
 * (AWS Config API Reference, PutEvaluations).
 */
export function putEvaluations(
  states: Regional<ConfigState>,
  now: () => number,
  notifications: Notifications,
  refuses: RefuseEvaluation,
): JsonOperation {
  const store = (state: ConfigState, rule: ConfigRule, evaluation: Evaluation, invokedAt: number): void => {
    const { ComplianceType: complianceType, OrderingTimestamp } = evaluation;
    if (complianceType === 'INSUFFICIENT_DATA') throw insufficientData();
    const result: EvaluationResult = {
      resourceType: evaluation.ComplianceResourceType,
      resourceId: evaluation.ComplianceResourceId,
      complianceType,
      annotation: evaluation.Annotation,
      orderingTimestamp: Math.round(OrderingTimestamp * 1000),
      recordedAt: now(),
      invokedAt,
    };
    const old = rule.results.get(resourceKey(result));
    if (old !== undefined && old.orderingTimestamp > result.orderingTimestamp) return;
    rule.results.set(resourceKey(result), result);
    if (old?.complianceType !== complianceType) notifications.complianceChanged(state, rule, result, old);
  };

  return (raw, caller) => {
    const { Evaluations, ResultToken, TestMode } = readConfigInput(PutEvaluationsInput, raw);
    if (Evaluations.some(({ ComplianceType }) => ComplianceType === 'INSUFFICIENT_DATA')) throw insufficientData();
    if (TestMode) return { FailedEvaluations: [] };
    const state = states.of(caller);
    const invocation = state.tokens.get(ResultToken);
    if (invocation === undefined) {
      throw new AwsError('InvalidResultTokenException', 'The Result Token provided is invalid.');
    }
    const rule = ruleNamed(state, invocation.ruleName);
    if (rule.id !== invocation.ruleId)
      throw new AwsError('InvalidResultTokenException', 'The Result Token is of a rule that was deleted.');
    const failed = Evaluations.filter((evaluation) => refuses(evaluation));
    for (const evaluation of Evaluations) {
      if (!failed.includes(evaluation)) store(state, rule, evaluation, invocation.invokedAt);
    }
    rule.status.evaluatedAt = now();
    return { FailedEvaluations: failed };
  };
}

function insufficientData(): AwsError {
  return invalidParameter('The compliance type INSUFFICIENT_DATA cannot be put.');
}
