import type { BlockSetting } from '../contract/resource.ts';

/** Who can be at the other end of a security group rule. */
export type NetworkKind = 'internet-ipv4' | 'internet-ipv6' | 'private' | 'reserved' | 'group' | 'prefix-list';

/** Consecutive ports that all rules treat alike: a column of the drawing. Columns are as wide as they need, not to scale. */
export interface PortColumn {
  readonly from: number;
  readonly to: number;
  /** What usually listens there. */
  readonly service?: string;
  /** Whether a rule forbids some network to reach it here. */
  readonly offending: boolean;
  /** No rule opens it: the ports between two that are open. */
  readonly gap: boolean;
}

/** What one source may reach: a row of the drawing. */
export interface Lane {
  readonly network: NetworkKind;
  /** `0.0.0.0/0`, `sg-…`, `pl-…`. */
  readonly source: string;
  /** `the whole IPv4 internet`, and the description that an operator wrote. */
  readonly detail: string;
  /** `tcp`, `udp`, `all`, `icmp type 8`. */
  readonly protocol: string;
  /** Positions of columns, the last included, in the order of the ports. None: the protocol has no ports. */
  readonly spans: readonly { readonly first: number; readonly last: number; readonly offending: boolean }[];
  readonly offending: boolean;
}

/** Which ports reach which networks, by the rules of one direction. */
export interface PortPicture {
  readonly kind: 'ports';
  readonly direction: 'ingress' | 'egress';
  readonly columns: readonly PortColumn[];
  readonly lanes: readonly Lane[];
  /** The same in words, a sentence per lane, for who cannot see it. */
  readonly sentences: readonly string[];
}

/** One way into a bucket that its ACL or policy opens to somebody else than its owner. */
export interface Route {
  readonly by: 'ACL' | 'policy';
  readonly who: string;
  readonly what: string;
  /** `offending`: a rule calls it public. `stopped`: it would be, and Block Public Access or object ownership keeps it out. */
  readonly state: 'offending' | 'stopped' | 'open';
  readonly why?: string;
}

export interface Shield {
  readonly setting: BlockSetting;
  readonly on: boolean;
}

/** Who gets into a bucket, and what keeps others out. Of an account there are shields only. */
export interface DoorPicture {
  readonly kind: 'doors';
  readonly of: 'bucket' | 'account';
  readonly routes: readonly Route[];
  readonly shields: readonly Shield[];
  readonly sentences: readonly string[];
}

export type Picture = PortPicture | DoorPicture;
