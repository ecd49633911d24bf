import pMap from 'p-map';
import { errorText } from '../aws/classify-error.ts';
import type { Failure } from '../contract/failure.ts';
import type { ResourceType } from '../contract/resource.ts';
import { withLogChains } from '../resources/log-chains.ts';
import { kinds } from '../resources/kinds.ts';
import type { SiftDeps } from '../rules/sift-exempt.ts';
import { isClosedRegion } from '../aws/closed-region.ts';
import { type BoundRule, evaluateForScan, noExemptions, type ScanEvaluation } from './scan-evaluate.ts';
import type { ScanResult } from './scan-file.ts';
import { type ScanError, scanError } from './scan-input.ts';
import type { ScanTarget } from './scan-targets.ts';
import type { Terminal } from './terminal.ts';

/** The same in every region: told once, by the first region of the account that answers. */
const accountWide: ReadonlySet<ResourceType> = new Set(['AWS::S3::AccountPublicAccessBlock']);

/** So many listings (one kind of resource of one account and region) at once; of S3 each reads eight buckets at a time. */
const listingsAtOnce = 4;

export interface LiveScan {
  /** Resolves once all is read that can be read. Never rejects: what is refused is an error of the result. */
  readonly finished: Promise<void>;
  /** What has been found by now, in the order in which it was asked for; `unfinished` names what has not been read to its end. */
  soFar(): ScanResult & { readonly unfinished: readonly string[] };
}

export interface LiveScanDeps {
  readonly bar: Terminal['bar'];
  readonly sift?: SiftDeps | undefined;
  /** Once it is aborted nothing more is begun. */
  readonly stopped?: AbortSignal;
}

/** One kind of resource in one region; of an account-wide kind, in the regions to ask one after the other until one answers. */
interface Listing {
  readonly type: ResourceType;
  readonly targets: readonly ScanTarget[];
  readonly evaluations: ScanEvaluation[];
  readonly errors: ScanError[];
  isRead: boolean;
}

/** Judges the resources of all targets, read only. Starts at once. */
export function startLiveScan(
  targets: readonly ScanTarget[],
  rules: readonly BoundRule[],
  { bar, sift = noExemptions, stopped }: LiveScanDeps,
): LiveScan {
  const types = [...new Set(rules.map(({ rule }) => rule.resourceType))];
  const listings = listingsOf(targets, types);
  const judged = counter(bar, listings.length);

  async function read(listing: Listing): Promise<void> {
    const applicable = rules.filter(({ rule }) => rule.resourceType === listing.type);
    for (const target of listing.targets) {
      if (stopped?.aborted === true) return;
      const before = listing.evaluations.length;
      await readOne(listing, target, applicable);
      if (listing.evaluations.length > before) break;
    }
    if (stopped?.aborted === true) return;
    listing.isRead = true;
    judged.listing();
  }

  async function readOne(listing: Listing, target: ScanTarget, applicable: readonly BoundRule[]): Promise<void> {
    const { type, evaluations, errors } = listing;
    const of = { accountId: target.accountId, region: target.region, resourceType: type };
    try {
      const reader = kinds[type].createReader(target, target.clients);
      const unread = (failure: Failure): void => {
        const { cause } = failure;
        errors.push(isClosedRegion(cause) ? closedRegion(target, cause) : { ...scanError(failure), of });
      };
      for await (const resource of reader.list(unread)) {
        if (stopped?.aborted === true) return;
        try {
          const live = await reader.contextOf([resource]);
          const context = await withLogChains(
            live,
            reader,
            applicable.map(({ judge }) => ({ judge, resource })),
          );
          const verdicts = applicable.map((rule) => evaluateForScan(rule, resource, context, sift));
          evaluations.push(...(await Promise.all(verdicts)));
        } catch (error) {
          errors.push({ ...scanError(error, resource.id), of });
        }
        judged.resource();
      }
    } catch (error) {
      if (isClosedRegion(error)) errors.push(closedRegion(target, error));
      else errors.push({ ...scanError(error), message: `${type} in ${placeOf(target)}: ${errorText(error)}`, of });
    }
  }

  const finished = pMap(listings, read, { concurrency: listingsAtOnce }).then(() => undefined);
  return {
    finished,
    soFar: () => ({
      evaluations: listings.flatMap(({ evaluations }) => evaluations),
      errors: onceEach(listings.flatMap(({ errors }) => errors)),
      unfinished: listings.filter(({ isRead }) => !isRead).map(nameOf),
    }),
  };
}

function listingsOf(targets: readonly ScanTarget[], types: readonly ResourceType[]): Listing[] {
  const accounts = new Map<string, ScanTarget[]>();
  for (const target of targets) accounts.set(target.accountId, [...(accounts.get(target.accountId) ?? []), target]);
  const listing = (type: ResourceType, asked: readonly ScanTarget[]): Listing => ({
    type,
    targets: asked,
    evaluations: [],
    errors: [],
    isRead: false,
  });
  return [...accounts.values()].flatMap((ofAccount) => [
    ...ofAccount.flatMap((target) =>
      types.filter((type) => !accountWide.has(type)).map((type) => listing(type, [target])),
    ),
    ...types.filter((type) => accountWide.has(type)).map((type) => listing(type, ofAccount)),
  ]);
}

function nameOf({ type, targets }: Listing): string {
  const [target] = targets;
  return accountWide.has(type)
    ? `${type} of ${target?.account}`
    : `${type} in ${target === undefined ? '' : placeOf(target)}`;
}

function placeOf({ account, region }: ScanTarget): string {
  return `${account}/${region}`;
}

/** Whatever was to be read there: the first kind of resource that meets it tells it for all. */
function closedRegion(target: ScanTarget, error: unknown): ScanError {
  const { accountId, region } = target;
  const why = 'the region does not take the credentials that another region takes';
  const message = `${placeOf(target)}: ${why} (${errorText(error)}): is it switched on in the account?`;
  return { message, of: { accountId, region } };
}

/** What is about a region as a whole is met by every kind of resource, with words of its service. */
function onceEach(errors: readonly ScanError[]): ScanError[] {
  const told = new Set<string>();
  return errors.filter(({ of }) => {
    if (of?.region === undefined || of.resourceType !== undefined) return true;
    const place = `${of.accountId}/${of.region}`;
    const isNew = !told.has(place);
    told.add(place);
    return isNew;
  });
}

function counter(bar: Terminal['bar'], listings: number): { resource(): void; listing(): void } {
  let [resources, read] = [0, 0];
  const show = (): void => bar(read, listings, `listings, ${resources} resources judged`);
  return {
    resource() {
      resources += 1;
      show();
    },
    listing() {
      read += 1;
      show();
    },
  };
}
