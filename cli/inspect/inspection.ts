import type { Instruction, Severity } from '../../contract/instruction.ts';
import type { Plan } from '../../contract/plan.ts';
import type { ResourceIdentity } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';

/**
 * What is known of a resource beside its messages. `as-queued` where only the queue was asked, else what the live resource says:
 * `confirmed` it would be mended as the message has it; `changed` it would be mended otherwise; `clean` nothing is wrong any more; `gone`
 * it is deleted; `exempt` all that is wrong is exempt (also without `--live`, where the list was given); `people` there is no safe
 * mend; `unreadable` it could not be read or judged.
 */
export type InspectedState =
  | 'as-queued'
  | 'confirmed'
  | 'changed'
  | 'clean'
  | 'gone'
  | 'exempt'
  | 'people'
  | 'unreadable';

/** What one rule asks for. */
export interface InspectedFinding {
  readonly rule: string;
  readonly severity: Severity;
  /** What is exposed to whom, in words, a line per violation: `tcp 22 from the whole IPv4 internet`. */
  readonly exposure: readonly string[];
  readonly violations: readonly Violation[];
  /** As it was previewed when the violation was found. */
  readonly plan: Plan;
  readonly evidence: Instruction['evidence'];
  /** ISO 8601: what this rule asks for is in its grace period until then. */
  readonly notBefore?: string;
}

/**
 * Why nothing will be done about an account: `refused` it is none of the deployment's, and its messages go to the dead letters; `waits` they
 * wait for as long as it is only observed.
 */
export interface Standing {
  readonly kind: 'refused' | 'waits';
  /** A clause for people. */
  readonly reason: string;
}

/** One resource, and all that its messages ask for. */
export interface InspectedResource {
  readonly resource: ResourceIdentity;
  /** What its account is called, where that is known and not its id. */
  readonly accountName?: string;
  /** Absent where its account may be mended, and where the deployment's accounts are not known. */
  readonly standing?: Standing;
  /** The worst of its findings. */
  readonly severity: Severity;
  /** The worst first. */
  readonly findings: readonly InspectedFinding[];
  /** What would be done: of the live resource where it was read, else what its findings preview. */
  readonly plan: Plan;
  /** Who made the calls that brought it about, ARNs or what else CloudTrail knows, where a message says it. */
  readonly actor?: string;
  /** ISO 8601: when the oldest evidence was captured. */
  readonly oldestAt: string;
  /** Messages in the queue, duplicates included. */
  readonly messages: number;
  /** How often a mend of it was tried. */
  readonly attempts: number;
  /** Who has exempted what of it, a line each. Absent where exemptions were not read; empty where there is none. */
  readonly exemption?: readonly string[];
  /** What of it is left to people because it keeps coming back, and who brings it back, a line each. Absent where there is none. */
  readonly held?: readonly string[];
  /** Who could miss what the mend takes away, a line each; also what could not be found out about that. */
  readonly harm?: readonly string[];
  readonly state: InspectedState;
  /** Why the state is what it is, where there is more to say. */
  readonly stateReason?: string;
  /** ISO 8601: all its rules are in their grace periods until then, when the first of them ends. */
  readonly notBefore?: string;
}

/** What the queue holds, as an operator is shown it. JSON as it is: what `configmend inspect --json` prints. */
export interface Inspection {
  readonly queueUrl: string;
  /** ISO 8601. */
  readonly at: string;
  /** The worst first, of equals the oldest. */
  readonly resources: readonly InspectedResource[];
  /** What is no fix instruction, or one that nobody can work on: the coordinator moves it to the dead letters. */
  readonly unreadable: readonly { readonly messageId: string; readonly reason: string }[];
  /** How many were read, of which `resources` may show a part. */
  readonly messages: number;
  /** How many SQS says were visible before the read, approximately; as many as were read where it does not say. */
  readonly expected: number;
  /** For so long nobody else could receive them. */
  readonly heldSeconds: number;
  /** Whether the read came to its end: messages that others hold or that are delayed do not count against it. */
  readonly complete: boolean;
  /** What was not read and why, in words. Absent where everything was. */
  readonly partial?: string;
  /** What is to be said beside it, a sentence each: exemptions that could not be read, messages that are looked at too often. */
  readonly notes: readonly string[];
}

/** What of the queue is asked for; everything, where nothing is given. */
export interface InspectionFilter {
  readonly rule?: string;
  readonly account?: string;
  readonly region?: string;
  /** Id or ARN. */
  readonly resource?: string;
  /** So bad, or worse. */
  readonly severity?: Severity;
}
