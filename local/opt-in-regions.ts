import { AwsError } from './aws-error.ts';
import { isOptIn } from './ec2/aws-regions.ts';
import type { Caller } from './service.ts';

interface Where {
  readonly accountId: string;
  readonly region: string;
}

/** Which of the regions that ask for opting in an account has switched on or off (AWS account management guide, "Regions"). */
export interface OptInRegions {
  /** From now on calls of the account's principals fail there. Throws for a region that AWS does not let an account switch off. */
  disable(accountId: string, region: string): void;
  /** Calls succeed, and DescribeRegions says so. */
  enable(accountId: string, region: string): void;
  /** undefined where it was never said: calls are answered, and DescribeRegions shows it as off. */
  stateOf(where: Where): 'enabled' | 'disabled' | undefined;
}

export function createOptInRegions(): OptInRegions {
  const states = new Map<string, 'enabled' | 'disabled'>();
  const set = (state: 'enabled' | 'disabled') => (accountId: string, region: string) => {
    if (!isOptIn(region))
      throw new Error(`${region} is always on: name a region that asks for opting in, such as eu-south-1`);
    states.set(`${accountId}/${region}`, state);
  };
  return {
    disable: set('disabled'),
    enable: set('enabled'),
    stateOf: ({ accountId, region }) => states.get(`${accountId}/${region}`),
  };
}

/**
 * How a service answers the credentials of an account in which its region is off: as if it had never heard of them, each in its own words (as
 * reported of EC2, S3, STS, Lambda and EventBridge in public issues).
 */
export function notOptedIn(service: string, caller: Caller): AwsError {
  const token = 'The security token included in the request is invalid.';
  switch (service) {
    case 'ec2':
      return new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
    case 's3':
    case 's3-control':
      return caller.principalArn.includes(':assumed-role/')
        ? new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.')
        : new AwsError('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
    case 'sns':
    case 'sts':
      return new AwsError('InvalidClientTokenId', token, 403);
    case 'lambda':
      return new AwsError('UnrecognizedClientException', token, 403);
    default:
      return new AwsError('UnrecognizedClientException', token);
  }
}
