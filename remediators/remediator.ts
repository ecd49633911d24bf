import type { RemediatorId } from '../contract/instruction.ts';
import type { Change, Plan } from '../contract/plan.ts';
import type { GroupRule, Resource, ResourceOf, ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';

/** By direction, how often AWS has refused in this mend to authorise, for want of room in the group. */
export type Refusals = Readonly<Record<GroupRule['direction'], number>>;

/** What a plan must respect besides the resource itself. With no limits at all it supposes that everything fits. */
export interface PlanLimits {
  /**
   * Quota "Inbound or outbound rules per security group", counted for IPv4 and IPv6 apart, where it is known. It is
   * adjustable, and a group may hold more than it is today. Where it is not known a mend tries: what AWS refuses to authorise
   * it refuses before anything is revoked.
   */
  readonly rulesPerGroup?: number;
  /** For a preview: where a group would for a moment hold more rules than this, a note says that AWS may refuse. */
  readonly noteBeyond?: number;
  /** Each refusal makes the next plan ask for less room at once, and give up as little as it can for that. */
  readonly refusals?: Refusals;
  /**
   * What is exempt of the resource, from any rule. A plan leaves it as it is, also where the whole of what it is part of has to go, unless
   * one of the violations asks for the same.
   */
  readonly exempt?: readonly Violation[];
}

/** Of a preview: nothing is known of the quota but AWS's default (VPC user guide, "Amazon VPC quotas"). */
export const defaultPlanLimits: PlanLimits = { noteBeyond: 60 };

/** What a mend opened in place of something that somebody else has taken away, and the call that closes it. */
export interface Closing {
  readonly change: Change;
  /** As the plan's `after` writes them. */
  readonly lines: readonly string[];
  /** The beginning of a sentence, up to what is open. */
  readonly note: string;
}

/** The mender of one kind of resource: a pure plan, and the AWS calls that a plan of its may contain. */
export interface Remediator<T extends ResourceType = ResourceType> {
  readonly id: RemediatorId;
  readonly resourceType: T;
  /** IAM actions of the live reads and of the calls that its plans may contain. */
  readonly iamActions: readonly string[];
  /** Waits before each read that verifies a mend, where AWS takes longer than it mostly does until it shows a change. */
  readonly settlePausesMs?: readonly number[];
  /**
   * Pure. The smallest change that ends all the violations given (of one rule or of several) and nothing else; `undecided`
   * ones are left alone. Planning again on what the plan leads to gives no changes.
   */
  plan(resource: ResourceOf<T>, violations: readonly Violation[], limits: PlanLimits): Plan;
  /**
   * Pure. The resource once these changes are reverted that nobody approved, as a plan reverts them: what other rules have to judge.
   * Absent where no rule is about changes.
   */
  revertedState?(resource: ResourceOf<T>, violations: readonly Violation[]): ResourceOf<T>;
  /**
   * Pure. The resource's parts as a plan's `after` writes them, so that of a plan that was left half way only those lines are
   * told that came true. Absent where no plan can be left half way with some of its `after` outstanding.
   */
  linesOf?(resource: ResourceOf<T>): readonly string[];
  /**
   * Pure. Of what the calls `made` have opened, what was opened in place of what the call `missed` names and did not find; 'waiting' where
   * the resource is older than that. Absent where no call opens anything.
   */
  openedInVain?(resource: Resource, made: readonly Change[], missed: Change): Closing | undefined | 'waiting';
}
