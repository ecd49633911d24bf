import type { BaseIssue, BaseSchema } from 'valibot';
import type { Context, Need } from '../contract/context.ts';
import type { RemediatorId, Severity } from '../contract/instruction.ts';
import type { ResourceOf, ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';

/** One parameter as Config knows it: a string of the rule's InputParameters (1024 characters for all together). */
export interface RuleParameter {
  readonly summary: string;
  readonly default: string;
  /** Of one that has to be given, because its default is refused: a value that is taken. */
  readonly example?: string;
}

/**
 * A rule is data plus one pure function. Everything else (Config rule, Lambda, IAM policy, docs table, CLI) derives from it
 * through the registry.
 */
export interface Rule<T extends ResourceType = ResourceType, P = unknown> {
  /** Also the file's name, the registry's key and the message's `rule`. */
  readonly id: string;
  readonly resourceType: T;
  readonly severity: Severity;
  /** Whether it is deployed unless a variable says otherwise. */
  readonly enabledByDefault: boolean;
  /** One sentence: what is a violation. */
  readonly summary: string;
  /** One sentence for somebody who is no expert: why it matters. */
  readonly risk: string;
  /**
   * When it judges. `change` and `periodic` are AWS Config's, the first covers oversized items as well; `cloudtrail`: upon an API call, in
   * the fast path. That judges by every rule, so this is for one that can judge nothing else, and has no Config rule.
   */
  readonly triggers: readonly ('change' | 'periodic' | 'cloudtrail')[];
  /** IAM actions of the reads that its verdict needs beyond the item itself. */
  readonly iamActions: readonly string[];
  /** What its verdict needs of what items lack; nothing if absent. */
  readonly needs?: readonly Need[];
  readonly mend: { readonly by: RemediatorId; readonly summary: string } | { readonly unmendedBecause: string };
  readonly parameters: Readonly<Record<string, RuleParameter>>;
  /** From Config's strings, defaults filled in, to what `evaluate` takes. */
  readonly parameterSchema: BaseSchema<Record<string, string>, P, BaseIssue<unknown>>;
  /** Pure. Buckets of which the verdict needs to know how they log (`Context.loggingOf`); none if absent. */
  logTargets?(resource: ResourceOf<T>, parameters: P): readonly string[];
  /** Pure. An empty answer is COMPLIANT. The order of the resource's parts never matters. */
  evaluate(resource: ResourceOf<T>, parameters: P, context: Context): Violation[];
}

/** Whether AWS Config has it judge anything. */
export function isJudgedByConfig({ triggers }: Pick<Rule, 'triggers'>): boolean {
  return triggers.some((trigger) => trigger !== 'cloudtrail');
}
