import { canonicalIpv4, canonicalIpv6 } from '../ec2/cidr.ts';
import { TerraformError, templateError } from './terraform-error.ts';
import { toNumber, toText, type Value } from './value.ts';

/** Functions over IP networks (Terraform documentation, "IP Network Functions"). */
export const networkFunctions = {
  /** Of host 0 alone, which is the network's own address. */
  cidrhost(prefix: Value, host: Value): Value {
    if (toNumber(host, 'cidrhost') !== 0) throw templateError('cidrhost: only host 0 is known here');
    const text = toText(prefix, 'cidrhost');
    const found = canonicalIpv4(text) ?? canonicalIpv6(text);
    if (found === undefined) throw new TerraformError(`cidrhost: ${text} is not a CIDR`);
    return found.cidr.replace(/\/.*/, '');
  },
};
