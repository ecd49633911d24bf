import type { Subnet, Tagged } from './region.ts';

/** An elastic network interface; here it exists to make a security group one that is in use. */
export interface NetworkInterface extends Tagged {
  readonly subnet: Subnet;
  readonly groupIds: readonly string[];
  readonly description: string;
  readonly privateIpAddress: string;
}
