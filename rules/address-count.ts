import * as v from 'valibot';
import { ipv4Internet, ipv6Internet } from '../exposure/internet.ts';

const decimal = /^\d{1,40}$/;
const powerOfTwo = /^2\^(\d{1,3})$/;

/**
 * A number of internet addresses in a rule's parameters, in decimal or as a power (`2^24`). It must be smaller than the family's
 * internet: with a greater limit nothing could ever be a violation, and everything would be compliant in silence.
 */
export const ipv4AddressesSchema = v.pipe(addressCount('IPv4', BigInt(ipv4Internet.total)), v.transform(Number));

/** The same for IPv6. */
export const ipv6AddressesSchema = addressCount('IPv6', ipv6Internet.total);

function addressCount(family: string, internet: bigint) {
  return v.pipe(
    v.string(),
    v.rawTransform(({ dataset, addIssue, NEVER }): bigint => {
      const count = readCount(dataset.value.trim());
      if (count !== null && count < internet) return count;
      addIssue({
        message:
          count === null
            ? 'must be a number of addresses, in decimal or as a power such as 2^24'
            : `must be less than the whole ${family} internet, ${internet} addresses: nothing could ever exceed it`,
      });
      return NEVER;
    }),
  );
}

function readCount(text: string): bigint | null {
  if (decimal.test(text)) return BigInt(text);
  const exponent = powerOfTwo.exec(text)?.[1];
  return exponent === undefined ? null : 1n << BigInt(exponent);
}
