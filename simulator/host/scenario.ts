/** One permission of a group: tcp, from one source. */
export interface Opening {
  readonly from: number;
  readonly to: number;
  readonly cidr: string;
}

export interface BucketSetup {
  /** Whether its own public access block is off, so that anything can make it public. */
  readonly unblocked: boolean;
  /** A statement for everybody, and one for an account of ours. */
  readonly publicStatement: boolean;
  readonly legalStatement: boolean;
  readonly publicAcl: boolean;
}

/** As the API writes them. */
export const blockSettings = [
  'BlockPublicAcls',
  'IgnorePublicAcls',
  'BlockPublicPolicy',
  'RestrictPublicBuckets',
] as const;
export type BlockSetting = (typeof blockSettings)[number];

/**
 * What happens besides what the pipeline does: `at` milliseconds from the beginning, or, where `call` is given, amid the call of that
 * number, if it is made in the time of trouble.
 */
export type Deed = { readonly at: number; readonly call?: number } & (PeoplesDeed | Happening);

/** What people do on their own account. */
export type PeoplesDeed =
  | { readonly do: 'open'; readonly group: number; readonly opening: Opening }
  | { readonly do: 'close'; readonly group: number }
  | { readonly do: 'add as a stranger' | 'change as a stranger'; readonly group: number }
  | { readonly do: 'delete group'; readonly group: number }
  | { readonly do: 'make public'; readonly bucket: number }
  | { readonly do: 'add legal statement'; readonly bucket: number; readonly account: string }
  | { readonly do: 'drop policy'; readonly bucket: number }
  | { readonly do: 'delete bucket'; readonly bucket: number }
  | { readonly do: 'open account'; readonly kept: readonly BlockSetting[] }
  | { readonly do: 'set gate'; readonly open: boolean }
  | { readonly do: 'judge again' };

/**
 * Lambda delivers an asynchronous event twice, as it may; the schedule starts a sweep. All clocks jump ahead, those of AWS as well; the
 * functions' alone are set back.
 */
export type Happening =
  | { readonly do: 'jump clocks'; readonly ms: number }
  | { readonly do: 'set clocks back'; readonly ms: number }
  | { readonly do: 'sweep' }
  | { readonly do: 'repeat event'; readonly function: string };

export const deedKinds = [
  'open',
  'close',
  'add as a stranger',
  'change as a stranger',
  'delete group',
  'make public',
  'add legal statement',
  'drop policy',
  'delete bucket',
  'open account',
  'set gate',
  'judge again',
  'jump clocks',
  'set clocks back',
  'sweep',
  'repeat event',
] as const satisfies readonly Deed['do'][];

/**
 * What befalls the call of that number, counted over the calls of all functions. `crash before` and `crash after`: the process of
 * the function ends with the call not sent, or taken effect. `lose before` and `lose after`: the connection ends, and the function lives.
 */
export const callFaults = [
  'throttle',
  'server error',
  'conflict',
  'lose before',
  'lose after',
  'crash before',
  'crash after',
  'stall',
] as const;
/** `slow`: it is answered as it would be, seconds later. */
export const allCallFaults = [...callFaults, 'slow'] as const;
export interface CallFault {
  readonly call: number;
  readonly fault: (typeof allCallFaults)[number];
}

/** AWS Config judges every item that it has anew; the product's own sweep looks at every resource. */
export const nets = ['none', 'judge again', 'sweep'] as const;

export const outageKinds = [
  'slack',
  'slack slows',
  'slack resets',
  'slack hangs',
  'mend permissions',
  'read permissions',
  'revoke permissions',
  'ledger permissions',
  'queue permissions',
  'topic permissions',
  'invoke permissions',
  'verdict permissions',
  'resources',
  'config',
  'queue',
  'ledger',
  'gate',
  'gate of menders',
  'topic',
] as const;

/** What is so for a while. */
export interface Outage {
  readonly from: number;
  readonly to: number;
  readonly of: (typeof outageKinds)[number];
}

/** All that a seed decides. Plain data, so that it can be printed, made smaller and run again. */
export interface Scenario {
  readonly seed: number;
  /** For so long things happen; then calm. */
  readonly troubleMs: number;
  readonly rules: readonly string[];
  readonly gateOpen: boolean;
  readonly groups: readonly { readonly ingress: readonly Opening[] }[];
  readonly buckets: readonly BucketSetup[];
  readonly deeds: readonly Deed[];
  readonly faults: readonly CallFault[];
  /** Of each restore in the end, its calls counted from its first. What they keep from being restored, the operator restores once more, in calm. */
  readonly restoreFaults: readonly CallFault[];
  readonly outages: readonly Outage[];
  /** Two coordinators may run at once, as where somebody raised its reserved concurrency. */
  readonly overlap: boolean;
  /** Every so many messages one is delivered twice; 0 for never. */
  readonly duplicateEvery: number;
  /** Messages that a receive answers with; 10, or fewer, so that runs which overlap have parts of one work. */
  readonly mostAtOnce: number;
  readonly reorder: boolean;
  readonly fastPath: boolean;
  /** The clock of a function's environment is off by up to so many milliseconds, to either side. */
  readonly skewMs: number;
  /** Milliseconds from a change to its item, and from there to the rules. */
  readonly recordMs: number;
  readonly ruleMs: number;
  readonly trailMs: number;
  /** From a verdict or an item to its notification. */
  readonly notifyMs: number;
  /** For so long a run of the coordinator looks for messages. */
  readonly pollMs: number;
  /** Mends in a run and in an hour; the breaker trips beyond. */
  readonly perRun: number;
  readonly perHour: number;
  /** So often within a day the same violation is mended before it is left to people. */
  readonly tugOfWar: number;
  /** Minutes of grace of the group rule; 0 for none. */
  readonly graceMinutes: number;
  /** What looks at everything once more in the end, and finds what was lost on the way. */
  readonly net: (typeof nets)[number];
  /** Whether people say that no bucket is public on purpose, without which the account's block is not switched on. */
  readonly publicBuckets: 'none' | 'unproven';
  /** A group and a port of it that is exempt, if any. */
  readonly exempt: { readonly group: number; readonly port: number } | null;
}

/** Calls of a restore; a bucket's makes a few less. */
export const mostRestoreCalls = 45;

export const groupRule = 'security-group-restricted-ports';
export const bucketRule = 's3-bucket-public-access';
/** Judged upon what CloudTrail tells of a call, and never again. */
export const changeRule = 'security-group-unapproved-change';
/** What somebody opens who may not: none of the doors that anybody looks at. */
export const strangerSource = '198.51.100.0/24';
export const accountRule = 's3-account-public-access-block';
export const versioningRule = 's3-bucket-versioning';
/** Of which 22 and 3389 are restricted. */
export const ports = [22, 80, 443, 3389] as const;
export const restrictedPorts: readonly number[] = [22, 3389];
/** A clock of ours is off by this at most, so that two are ten seconds apart: what the product bears between a function and AWS Config. */
export const mostOffMs = 5_000;

/** Pure. How far the clocks of two functions may come to be apart in a scenario. */
export function mostApartMs({ skewMs, deeds }: Scenario): number {
  return deeds.some((deed) => deed.do === 'set clocks back') ? mostOffMs + skewMs : 2 * skewMs;
}
