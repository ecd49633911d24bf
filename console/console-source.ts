import type { Plan } from '../contract/plan.ts';
import type { ConsoleAction } from './console-action.ts';
import type { Overview, ResourceDetail, ViewData, ViewName } from './console-data.ts';
import type { Problem } from './problem.ts';

export type FixedOverview = Pick<
  Overview,
  'mode' | 'accountId' | 'region' | 'places' | 'caller' | 'breakages' | 'everyMs'
>;

/** An account as the console looks at it. Every read rejects with a Failure or with the SDK's error. */
export interface ConsoleSource {
  readonly overview: FixedOverview;
  gate(): Promise<Overview['gate']>;
  readonly views: { readonly [V in ViewName]: () => Promise<ViewData[V]> };
  /** Of `AWS::EC2::SecurityGroup/sg-…`. */
  detail(key: string): Promise<ResourceDetail>;
  /** Changes whenever something may have changed that a page shows; a source that cannot tell answers the same for ever. */
  version(): number;
  /** How long a page's reading serves where `version` stays; infinite where only a person asks anew. */
  readonly staleMs: Readonly<Record<ViewName, number>>;
  /** Of the account: in the local one it can run ahead. */
  now(): Date;
  /** Makes ready what a person then confirms. Absent in an account that the console only reads. */
  readonly prepare?: (action: ConsoleAction) => Promise<PreparedAction>;
}

/** What a write would do, as a person is shown it before it is confirmed. */
export interface ActionPreview {
  readonly title: string;
  /** What becomes of it, a sentence each. */
  readonly lines: readonly string[];
  /** The exact change, where there is one to show. */
  readonly plan?: Plan;
  /** What would be lost by it: then it needs to be asked for with force. */
  readonly conflicts: readonly string[];
  /** On the button that confirms; absent where there is nothing to confirm. */
  readonly confirm?: string;
}

export interface PreparedAction {
  readonly preview: ActionPreview;
  /** Once. What came of it, a sentence each. */
  carryOut(): Promise<readonly string[]>;
}

/** What the server answers to a confirmed write. */
export interface ActionResult {
  readonly lines: readonly string[];
}

/** What it answers instead where something is wrong. */
export interface ProblemBody {
  readonly problem: Problem;
}

/** What it answers to the question what a write would do. Without a nonce nothing can be confirmed. */
export interface PreparedBody {
  readonly preview: ActionPreview;
  readonly nonce?: string;
}
