import { type EC2Client, type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { GetBucketWebsiteCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import { errorCode, errorText, isDenied } from '../../aws/classify-error.ts';
import type { ResourceIdentity } from '../../contract/resource.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import type { AttachedInterface, Known, Surroundings } from './harm-of.ts';
import type { InspectedResource } from './inspection.ts';

export interface SurroundingsDeps {
  /** The account of the caller's credentials: of others nothing is read. */
  readonly accountId: string;
  ec2Of(region: string): EC2Client;
  s3Of(region: string): Pick<S3Client, 'send'>;
  progress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
}

/** Values of one filter (EC2 API, "Filtering": 200 per request). */
const groupsPerCall = 200;
const bucketsAtOnce = 10;
/** More take longer than anybody waits. */
const mostBuckets = 1000;

const website = ['public-statement', 'public-grant', 'block-off', 'plain-http'] as const;

/** What is around the resources, by their key. Never rejects: what cannot be read is in the answer as unread. */
export async function readSurroundings(
  resources: readonly InspectedResource[],
  deps: SurroundingsDeps,
): Promise<ReadonlyMap<string, Surroundings>> {
  const found = new Map<string, Surroundings>();
  const mendable = resources.filter(({ plan }) => plan.changes.length > 0).map((one) => ({ ...one, ...one.resource }));
  const own = mendable.filter(({ accountId }) => accountId === deps.accountId);
  for (const { resource, type } of mendable) {
    if (resource.accountId === deps.accountId) continue;
    const unread = {
      kind: 'unread',
      reason: `it is in account ${resource.accountId}, not in ${deps.accountId}`,
    } as const;
    if (type === 'AWS::EC2::SecurityGroup') found.set(resourceKey(resource), { interfaces: unread });
    if (type === 'AWS::S3::Bucket') found.set(resourceKey(resource), { website: unread });
  }
  const groups = own.filter(({ type }) => type === 'AWS::EC2::SecurityGroup').map(({ resource }) => resource);
  const buckets = own
    .filter(
      ({ type, findings }) =>
        type === 'AWS::S3::Bucket' &&
        findings.some(({ violations }) => violations.some(({ kind }) => website.some((one) => one === kind))),
    )
    .map(({ resource }) => resource);
  const total = groups.length + buckets.length;
  const step = (): void => deps.progress?.(found.size, total);
  for (const [region, ofRegion] of byRegion(groups)) {
    for (let start = 0; start < ofRegion.length; start += groupsPerCall) {
      deps.signal?.throwIfAborted();
      const asked = ofRegion.slice(start, start + groupsPerCall);
      const interfaces = await interfacesOf(deps.ec2Of(region), asked);
      for (const resource of asked) found.set(resourceKey(resource), { interfaces: interfaces(resource.id) });
      step();
    }
  }
  let denied: Known<boolean> | undefined;
  await pMap(
    buckets,
    async (resource, index) => {
      deps.signal?.throwIfAborted();
      const tooMany = { kind: 'unread', reason: `only ${mostBuckets} buckets are looked at` } as const;
      const known = index < mostBuckets ? (denied ?? (await websiteOf(deps.s3Of(resource.region), resource))) : tooMany;
      if (known.kind === 'unread' && known.reason.startsWith(notAllowed)) denied = known;
      found.set(resourceKey(resource), { website: known });
      step();
    },
    { concurrency: bucketsAtOnce },
  );
  return found;
}

const notAllowed = 'the caller may not';

function byRegion(resources: readonly ResourceIdentity[]): Map<string, ResourceIdentity[]> {
  const regions = new Map<string, ResourceIdentity[]>();
  for (const resource of resources) {
    const known = regions.get(resource.region);
    if (known === undefined) regions.set(resource.region, [resource]);
    else known.push(resource);
  }
  return regions;
}

async function interfacesOf(
  ec2: EC2Client,
  groups: readonly ResourceIdentity[],
): Promise<(groupId: string) => Known<readonly AttachedInterface[]>> {
  const attached = new Map<string, AttachedInterface[]>(groups.map(({ id }) => [id, []]));
  try {
    const Filters = [{ Name: 'group-id', Values: [...attached.keys()] }];
    for await (const page of paginateDescribeNetworkInterfaces({ client: ec2, pageSize: 1000 }, { Filters })) {
      for (const one of page.NetworkInterfaces ?? []) {
        for (const { GroupId = '' } of one.Groups ?? []) attached.get(GroupId)?.push(interfaceOf(one));
      }
    }
  } catch (error) {
    const unread = { kind: 'unread', reason: reasonOf(error, 'ec2:DescribeNetworkInterfaces') } as const;
    return () => unread;
  }
  return (id) => ({ kind: 'read', value: attached.get(id) ?? [] });
}

/** What AWS runs (a load balancer, a function) has no instance, and says in the description what it is. */
function interfaceOf(one: NetworkInterface): AttachedInterface {
  const { NetworkInterfaceId: id = '', Attachment, Association, Description, InterfaceType } = one;
  const instance = Attachment?.InstanceId;
  const kind = InterfaceType === undefined || InterfaceType === 'interface' ? id : `${InterfaceType} ${id}`;
  return {
    id,
    use: instance === undefined ? (Description ?? '') || kind : `instance ${instance}`,
    hasPublicAddress: Association?.PublicIp !== undefined || (one.Ipv6Addresses?.length ?? 0) > 0,
  };
}

async function websiteOf(s3: Pick<S3Client, 'send'>, { id, accountId }: ResourceIdentity): Promise<Known<boolean>> {
  try {
    await s3.send(new GetBucketWebsiteCommand({ Bucket: id, ExpectedBucketOwner: accountId }));
    return { kind: 'read', value: true };
  } catch (error) {
    if (errorCode(error) === 'NoSuchWebsiteConfiguration') return { kind: 'read', value: false };
    return { kind: 'unread', reason: reasonOf(error, 's3:GetBucketWebsite') };
  }
}

function reasonOf(error: unknown, action: string): string {
  return isDenied(error) ? `${notAllowed} ${action}` : errorText(error);
}
