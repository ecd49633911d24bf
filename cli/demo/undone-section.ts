import { isDeepStrictEqual } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import type { Resource } from '../../contract/resource.ts';
import { readAdded } from '../../exemptions/exemption-objects.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { restore } from '../restore.ts';
import { readVerdict } from './compliance.ts';
import { invokeCoordinator } from './invoke-coordinator.ts';
import { describeState, readLiveState } from './live-state.ts';
import { mutatingCalls } from './pipeline-calls.ts';
import { restoreDepsOf } from './restore-deps.ts';
import type { MendOutcome, Story } from './story.ts';
import type { World } from './world.ts';

/** The split of the range is undone by the code of `configmend restore`, and the next run of the coordinator leaves it so. */
export async function undoneSection(
  account: LocalAccount,
  deployment: Deployment,
  { rangedGroup }: World,
  outcomes: readonly MendOutcome[],
  asFound: ReadonlyMap<string, Resource>,
): Promise<Story['undone']> {
  const mend = outcomes.find(({ resourceId, outcome }) => resourceId === rangedGroup && outcome === 'mended');
  const action = mend?.actionId ?? '';
  const printed: string[] = [];
  const keep = (text: string): number => printed.push(...text.split('\n'));
  const terminal = {
    out: keep,
    warn: keep,
    progress: () => {},
    bar: () => {},
    paint: (_: unknown, text: string) => text,
  };
  const deps = await restoreDepsOf(account, deployment);
  const exitCode = await restore(action, { yes: true }, terminal, deps);
  await account.settled();

  const changesBefore = mutatingCalls(account);
  const coordinator = await invokeCoordinator(account, deployment);
  const live = (await readLiveState(account)).get(rangedGroup);
  const { list } = await readAdded(new S3Client(account.clientConfig()), deployment.ledgerBucket);
  return {
    resourceId: rangedGroup,
    action,
    printed,
    exitCode,
    exemptions: list.exemptions.filter(({ resource }) => resource === rangedGroup),
    coordinator,
    mutatingCalls: mutatingCalls(account) - changesBefore,
    ...(await readVerdict(account, deployment, 'security-group-restricted-ports', rangedGroup)),
    live: describeState(live),
    asBeforeTheMend: isDeepStrictEqual(unordered(live), unordered(asFound.get(rangedGroup))),
  };
}

/** EC2 gives rules in no order that could be relied on. */
function unordered(resource: Resource | undefined): unknown {
  if (resource?.type !== 'AWS::EC2::SecurityGroup') return resource;
  return { ...resource, rules: resource.rules.map((rule) => JSON.stringify(rule)).toSorted() };
}
