import type * as fc from 'fast-check';
import type { Step } from './step.ts';
import { accountBlock } from './world-account-block.ts';
import { bucketSettings } from './world-buckets.ts';
import { groups, groupsOfDefaultVpc } from './world-groups.ts';
import { interfaces } from './world-interfaces.ts';
import { objects } from './world-objects.ts';
import { queues } from './world-queues.ts';
import { sessions } from './world-sessions.ts';

/** What a sequence is about: a few things that its steps name, made anew for each. */
export interface World {
  /** Makes the things; answered by both, and compared like any other step, without what reads the state that it left. */
  readonly prepare: readonly Step[];
  readonly steps: fc.Arbitrary<Step>;
  /** Most steps in a sequence, and how many sequences a run has. */
  readonly longest: number;
  readonly sequences: number;
  /** Sent in every run beside the random ones: what those might leave out. */
  readonly always?: readonly (readonly Step[])[];
  /** What shows the state that a step left, none after one that leaves it as it was. */
  reads(step: Step): readonly Step[];
  /** Keeps what the account calls the things that an answer is about. */
  learn?(step: Step, answer: object, names: Map<string, string>): void;
}

export const worlds = {
  groups,
  'groups of the default VPC': groupsOfDefaultVpc,
  interfaces,
  'bucket settings': bucketSettings,
  objects,
  'account block': accountBlock,
  queues,
  sessions,
} as const satisfies Readonly<Record<string, World>>;

export type WorldName = keyof typeof worlds;
