import { type EC2Client, type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { GetBucketWebsiteCommand, type S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { Place } from '../../accounts/membership.ts';
import { errorCode, errorText, isDenied } from '../../aws/classify-error.ts';
import { endingPages } from '../../aws/ending-pages.ts';
import { Failure } from '../../contract/failure.ts';
import type { ResourceIdentity } from '../../contract/resource.ts';
import { resourceKey } from '../../contract/resource-key.ts';
import type { AttachedInterface, Known, Surroundings } from './harm-of.ts';
import type { InspectedResource } from './inspection.ts';
import type { Reach, ReadsThere } from './reach.ts';

export interface SurroundingsDeps {
  readonly reach: Reach<Pick<ReadsThere, 'ec2' | 's3'>>;
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
  const mendable = resources.filter(({ plan, standing }) => plan.changes.length > 0 && standing?.kind !== 'refused');
  const groups = mendable.map(({ resource }) => resource).filter(({ type }) => type === 'AWS::EC2::SecurityGroup');
  const buckets = mendable.filter(closesWebsite).map(({ resource }) => resource);
  const total = groups.length + buckets.length;
  const step = (): void => deps.progress?.(found.size, total);
  for (const { place, resources: there } of byPlace(groups)) {
    for (let start = 0; start < there.length; start += groupsPerCall) {
      deps.signal?.throwIfAborted();
      const asked = there.slice(start, start + groupsPerCall);
      const interfaces = await interfacesIn(place, asked, deps);
      for (const resource of asked) found.set(resourceKey(resource), { interfaces: interfaces(resource.id) });
      step();
    }
  }
  for (const { place, resources: there } of byPlace(buckets)) {
    const websiteIn = websitesIn(place, deps);
    await pMap(
      there,
      async (resource, index) => {
        deps.signal?.throwIfAborted();
        const tooMany = { kind: 'unread', reason: `only ${mostBuckets} buckets of a region are looked at` } as const;
        found.set(resourceKey(resource), { website: index < mostBuckets ? await websiteIn(resource) : tooMany });
        step();
      },
      { concurrency: bucketsAtOnce },
    );
  }
  return found;
}

function closesWebsite({ resource, findings }: InspectedResource): boolean {
  const kinds = findings.flatMap(({ violations }) => violations.map(({ kind }) => kind));
  return resource.type === 'AWS::S3::Bucket' && kinds.some((kind) => website.some((one) => one === kind));
}

interface OfPlace {
  readonly place: Place;
  readonly resources: ResourceIdentity[];
}

function byPlace(resources: readonly ResourceIdentity[]): Iterable<OfPlace> {
  const places = new Map<string, OfPlace>();
  for (const resource of resources) {
    const { accountId, region } = resource;
    const key = `${accountId}/${region}`;
    const known = places.get(key);
    if (known === undefined) places.set(key, { place: { accountId, region }, resources: [resource] });
    else known.resources.push(resource);
  }
  return places.values();
}

type InterfacesOf = (groupId: string) => Known<readonly AttachedInterface[]>;

async function interfacesIn(
  place: Place,
  groups: readonly ResourceIdentity[],
  { reach }: SurroundingsDeps,
): Promise<InterfacesOf> {
  const attached = new Map<string, AttachedInterface[]>(groups.map(({ id }) => [id, []]));
  try {
    const ec2: EC2Client = (await reach(place)).ec2();
    const Filters = [{ Name: 'group-id', Values: [...attached.keys()] }];
    const pages = paginateDescribeNetworkInterfaces({ client: ec2, pageSize: 1000 }, { Filters });
    for await (const page of endingPages(pages, ({ NextToken }) => NextToken)) {
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

/** Once it is not allowed in a place, nothing more is asked there. */
function websitesIn(place: Place, { reach }: SurroundingsDeps): (bucket: ResourceIdentity) => Promise<Known<boolean>> {
  let refused: Known<boolean> | undefined;
  return async (bucket) => {
    if (refused !== undefined) return refused;
    try {
      return await websiteOf((await reach(place)).s3(), bucket);
    } catch (error) {
      const unread = { kind: 'unread', reason: reasonOf(error, 's3:GetBucketWebsite') } as const;
      if (error instanceof Failure || isDenied(error)) refused = unread;
      return unread;
    }
  };
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

/** Rejects with the SDK's error. */
async function websiteOf(s3: Pick<S3Client, 'send'>, { id, accountId }: ResourceIdentity): Promise<Known<boolean>> {
  try {
    await s3.send(new GetBucketWebsiteCommand({ Bucket: id, ExpectedBucketOwner: accountId }));
    return { kind: 'read', value: true };
  } catch (error) {
    if (errorCode(error) === 'NoSuchWebsiteConfiguration') return { kind: 'read', value: false };
    throw error;
  }
}

/** A failure of ours says by itself why nobody gets there. */
function reasonOf(error: unknown, action: string): string {
  if (error instanceof Failure) return error.message;
  return isDenied(error) ? `the caller may not ${action}` : errorText(error);
}
