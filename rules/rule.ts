import type { BaseIssue, BaseSchema } from 'valibot';
import type { Context, Need } from '../contract/context.ts';
import type { RemediatorId, Severity } from '../contract/instruction.ts';
import type { ResourceOf, ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';

/** One parameter as Config knows it: a string of the rule's InputParameters (1024 characters for all together). */
export interface RuleParameter {
  readonly summary: string;
  readonly default: string;
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
  /** When Config invokes it. `change` covers oversized items as well. */
  readonly triggers: readonly ('change' | 'periodic')[];
  /** IAM actions of the reads that its verdict needs beyond the item itself. */
  readonly iamActions: readonly string[];
  /** What its verdict needs of what items lack; nothing if absent. */
  readonly needs?: readonly Need[];
  readonly mend: { readonly by: RemediatorId; readonly summary: string } | { readonly unmendedBecause: string };
  readonly parameters: Readonly<Record<string, RuleParameter>>;
  /** From Config's strings, defaults filled in, to what `evaluate` takes. */
  readonly parameterSchema: BaseSchema<Record<string, string>, P, BaseIssue<unknown>>;
  /** Pure. An empty answer is COMPLIANT. The order of the resource's parts never matters. */
  evaluate(resource: ResourceOf<T>, parameters: P, context: Context): Violation[];
}
