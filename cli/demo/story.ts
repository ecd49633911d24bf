import type { Change } from '../../contract/plan.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import type { RuleCompliance } from './compliance.ts';
import type { WorldResource } from './world.ts';

/** What the demo saw, section by section: the text is rendered from it, `--json` prints it. */
export interface Story {
  readonly account: {
    readonly accountId: string;
    readonly region: string;
    readonly groups: readonly WorldResource[];
    readonly buckets: readonly WorldResource[];
  };
  readonly detected: {
    readonly itemsRecorded: number;
    readonly putEvaluations: number;
    readonly rules: readonly RuleCompliance[];
  };
  readonly waiting: {
    readonly gate: 'closed';
    readonly instructions: readonly QueuedMend[];
    /** What the coordinator answered when it was started by hand. */
    readonly coordinator: unknown;
    readonly mutatingCalls: number;
    readonly stateUnchanged: boolean;
    readonly queueUnchanged: boolean;
  };
  readonly mended: {
    readonly handMended: string;
    readonly denied: string;
    readonly outcomes: readonly MendOutcome[];
    readonly deadLetters: readonly { readonly resourceId: string; readonly code: string; readonly reason: string }[];
  };
  readonly feed: {
    readonly messages: readonly SlackMessage[];
    /** Positions of those worth reading whole: a finding, a split, a failure, and what a person mended first. */
    readonly inFull: readonly number[];
  };
  readonly end: {
    readonly rules: readonly RuleCompliance[];
    readonly outcomes: Readonly<Record<string, number>>;
    readonly awsCalls: Readonly<Record<string, number>>;
    readonly seconds: Readonly<Record<string, number>>;
  };
}

export interface QueuedMend {
  readonly resourceId: string;
  readonly rule: string;
  readonly severity: string;
  readonly calls: readonly Change[];
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly notes: readonly string[];
}

export interface MendOutcome {
  readonly resourceId: string;
  readonly outcome: string;
  readonly actionId?: string;
  readonly detail: string;
  readonly liveAfter: readonly string[];
}

/** One section, as it is told. */
export type Told<K extends keyof Story = keyof Story> = {
  [S in K]: { readonly section: S; readonly content: Story[S] };
}[K];
