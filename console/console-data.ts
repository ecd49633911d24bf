import type { DeadLetter } from '../cli/dead-letters/dead-letter.ts';
import type { Inspection } from '../cli/inspect/inspection.ts';
import type { Severity } from '../contract/instruction.ts';
import type { Plan } from '../contract/plan.ts';
import type { ResourceIdentity, ResourceType } from '../contract/resource.ts';
import type { SafetyState } from '../contract/safety-state.ts';
import type { Picture } from './picture.ts';
import type { Problem } from './problem.ts';

/** The pages of the console, each read by itself, so that one that cannot be read hides no other. */
export const viewNames = ['compliance', 'queue', 'feed', 'history', 'health'] as const;
export type ViewName = (typeof viewNames)[number];

/** What a page shows: its data, or why there is none. `at` is when it was read; ISO 8601. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly at: string; readonly data: T }
  | { readonly kind: 'failed'; readonly at: string; readonly problem: Problem };

export interface ViewData {
  readonly compliance: Compliance;
  readonly queue: QueueData;
  readonly feed: Feed;
  readonly history: HistoryData;
  readonly health: Health;
}

/** What every page has around it. */
export interface Overview {
  /** `local`: the account inside this process, live and writable. `account`: a real one, which the console only reads. */
  readonly mode: 'local' | 'account';
  readonly accountId: string;
  readonly region: string;
  /** Where it looks, the hub's own first; absent where that is one account and region only. */
  readonly places?: readonly ShownPlace[];
  /** ARN of whose credentials these are. */
  readonly caller: string;
  /** The account's time, which in the local account can run ahead; ISO 8601. */
  readonly now: string;
  readonly gate: GateState;
  /** Of the last reading of each page; absent where it was not read, or could not be. */
  readonly counts: Readonly<Partial<Record<ViewName, number>>>;
  /** Whether the safeguards hold something back, as far as is known. */
  readonly held: boolean;
  /** What can be broken with a button; none in a real account. */
  readonly breakages: readonly Breakage[];
  /** How often the page asks again, in milliseconds; 0 where only a person does. */
  readonly everyMs: Readonly<Record<ViewName | 'overview', number>>;
}

export interface GateState {
  readonly state: 'open' | 'closed' | 'unknown';
  /** Why it is not known. */
  readonly problem?: Problem;
}

/** Something that can be broken in the local account, as somebody in a hurry would. */
export interface Breakage {
  readonly id: string;
  /** On a button: `Open ssh on web`. */
  readonly label: string;
  readonly about: string;
  readonly resourceId: string;
}

/** One rule's verdict on one resource. `exempt` is COMPLIANT by an exemption, which the annotation names. */
export interface RuleVerdict {
  readonly status: 'compliant' | 'breaks' | 'exempt' | 'unknown';
  readonly annotation?: string;
  /** ISO 8601. */
  readonly at?: string;
}

export interface JudgingRule {
  readonly id: string;
  readonly summary: string;
  readonly severity: Severity;
  readonly resourceType: ResourceType;
}

/** An account and region, as people are told of them. */
export interface ShownPlace {
  readonly accountId: string;
  readonly region: string;
  /** `prod (111122223333)`, or the id alone. */
  readonly account: string;
}

export interface JudgedResource {
  readonly type: ResourceType;
  readonly id: string;
  /** Absent where the console looks at one account and region only. */
  readonly place?: ShownPlace;
  /** What people call it, where that is not the id. */
  readonly name?: string;
  /** What it is, as its owner would say; of the local account only. */
  readonly about?: string;
  /** By rule. */
  readonly verdicts: Readonly<Record<string, RuleVerdict>>;
}

/** How many resources there were of each kind at a moment of this run: each is counted once, by the worst that is said of it. ISO 8601. */
export interface TrendPoint {
  readonly at: string;
  readonly breaking: number;
  /** All that is wrong with them is exempt. */
  readonly exempt: number;
  readonly compliant: number;
  /** Of those that break a rule, how many are exempt from another. */
  readonly partlyExempt: number;
}

export interface Compliance {
  readonly rules: readonly JudgingRule[];
  /** Those that break a rule first. */
  readonly resources: readonly JudgedResource[];
  readonly trend: readonly TrendPoint[];
  /** What could not be read, of which account and region, a sentence each. */
  readonly notes?: readonly string[];
}

/** One resource as it is now, drawn, with what rules say of it. */
export interface ResourceDetail {
  readonly resource: ResourceIdentity;
  readonly name?: string;
  readonly picture: Picture;
  /** A line for each rule, grant, statement or setting that it consists of. */
  readonly lines: readonly string[];
  /** In the AWS console; absent where there is no such page. */
  readonly url?: string;
}

export interface QueueData extends Inspection {
  /** Names of resources that have one beside their id, by id. */
  readonly names: Readonly<Record<string, string>>;
}

/** One message as Slack shows it. `html` is made of escaped text only. */
export interface FeedMessage {
  readonly key: string;
  readonly html: string;
  /** What a notification or a screen reader says instead. */
  readonly text: string;
}

export interface Feed {
  /** `slack`: what was posted. `ledger`: what can be told from the ledger, where no feed can be read. */
  readonly source: 'slack' | 'ledger';
  /** The newest first. */
  readonly messages: readonly FeedMessage[];
}

export interface HistoryAction {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly outcome: string;
  readonly resource: ResourceIdentity;
  readonly name?: string;
  /** What the account is called, where that is known and not its id. */
  readonly accountName?: string;
  readonly rules: readonly string[];
  readonly severity: Severity;
  readonly violations: readonly string[];
  readonly actor?: string;
  readonly plan: Plan;
  readonly calls: readonly {
    readonly service: string;
    readonly operation: string;
    readonly requestId?: string;
    readonly durationMs?: number;
    readonly error?: string;
  }[];
  readonly failure?: string;
  readonly durationMs?: number;
  readonly restores?: string;
  readonly restoredBy?: string;
  readonly continues?: string;
  /** The command that undoes it; absent where there is nothing to undo. */
  readonly undo?: string;
}

export interface HistoryData {
  /** ISO 8601. */
  readonly since: string;
  /** The newest first. */
  readonly actions: readonly HistoryAction[];
  readonly unreadable: readonly { readonly key: string; readonly reason: string }[];
  readonly canUndo: boolean;
}

export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export interface ShownExemption {
  readonly id: string;
  readonly rule: string;
  readonly selection: string;
  readonly target: string;
  readonly owner: string;
  readonly reason: string;
  readonly ticket?: string;
  readonly origin: string;
  /** ISO 8601. */
  readonly until: string;
  readonly state: 'in force' | 'ends soon' | 'ended' | 'not yet';
}

/** What holds the pipeline up, each part read by itself. */
export interface Health {
  readonly gate: GateState & { readonly parameter: string };
  readonly safety: Reading<SafetyState & { readonly mendsOfHour: number }>;
  readonly queue: Reading<QueueDepth & { readonly oldestAt?: string }>;
  readonly deadLetters: Reading<{ readonly depth: QueueDepth; readonly letters: readonly DeadLetter[] }>;
  readonly exemptions: Reading<{ readonly exemptions: readonly ShownExemption[]; readonly byTags: boolean }>;
  readonly canWrite: boolean;
  /** Names of resources that have one beside their id, by id. */
  readonly names: Readonly<Record<string, string>>;
}
