import type { RemediatorId } from '../contract/instruction.ts';
import type { Plan } from '../contract/plan.ts';
import type { ResourceOf, ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';

/** What a plan must respect besides the resource itself. */
export interface PlanLimits {
  /** Quota "Inbound or outbound rules per security group", counted for IPv4 and IPv6 apart; AWS's default is 60. */
  readonly rulesPerGroup: number;
}

export const defaultPlanLimits: PlanLimits = { rulesPerGroup: 60 };

/** The mender of one kind of resource: a pure plan, and the AWS calls that a plan of its may contain. */
export interface Remediator<T extends ResourceType = ResourceType> {
  readonly id: RemediatorId;
  readonly resourceType: T;
  /** IAM actions of the live reads and of the calls that its plans may contain. */
  readonly iamActions: readonly string[];
  /**
   * Pure. The smallest change that ends all the violations given (of one rule or of several) and nothing else; `undecided`
   * ones are left alone. Planning again on what the plan leads to gives no changes.
   */
  plan(resource: ResourceOf<T>, violations: readonly Violation[], limits: PlanLimits): Plan;
}
