import type { Exemption } from '../../contract/exemption.ts';
import type { SafetyState } from '../../contract/safety-state.ts';
import type { SlackMessage } from '../../notifier/slack-message.ts';
import type { Inspection } from '../inspect/inspection.ts';
import type { RuleCompliance, Verdict } from './compliance.ts';
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
    /** What `configmend inspect --json` prints. */
    readonly inspection: Inspection;
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
  readonly exempt: Verdict & {
    readonly resourceId: string;
    /** The central list, as Terraform wrote it. */
    readonly declared: readonly Exemption[];
    readonly live: readonly string[];
    readonly stateUnchanged: boolean;
  };
  readonly tugOfWar: {
    readonly resourceId: string;
    /** Who brings back what is mended. */
    readonly by: string;
    /** After so many mends it is left to people. */
    readonly limit: number;
    /** What came of it each time, after the first mend. */
    readonly broughtBack: readonly { readonly outcome: string; readonly liveAfter: readonly string[] }[];
    /** What `configmend breaker --json` prints then. */
    readonly breaker: SafetyState;
  };
  readonly undone: Verdict & {
    readonly resourceId: string;
    /** The action of the ledger that was undone. */
    readonly action: string;
    /** What `configmend restore` printed, a line each. */
    readonly printed: readonly string[];
    readonly exitCode: number;
    /** Those that the restore wrote. */
    readonly exemptions: readonly Exemption[];
    /** What the coordinator answered when it was started next, and what that run changed. */
    readonly coordinator: unknown;
    readonly mutatingCalls: number;
    readonly live: readonly string[];
    readonly asBeforeTheMend: boolean;
  };
  readonly feed: {
    readonly messages: readonly SlackMessage[];
    /** Positions of those worth reading whole: one of each kind. */
    readonly inFull: readonly number[];
  };
  readonly end: {
    readonly rules: readonly RuleCompliance[];
    readonly outcomes: Readonly<Record<string, number>>;
    readonly awsCalls: Readonly<Record<string, number>>;
    readonly seconds: Readonly<Record<string, number>>;
  };
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
