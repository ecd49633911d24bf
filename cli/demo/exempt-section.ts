import { isDeepStrictEqual } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import type { Exemption } from '../../contract/exemption.ts';
import type { Resource } from '../../contract/resource.ts';
import { readDeclared } from '../../exemptions/exemption-objects.ts';
import { dayMs } from '../../exemptions/in-force.ts';
import type { Deployment } from '../../local/deploy-pipeline.ts';
import type { LocalAccount } from '../../local/local-account.ts';
import { readVerdict } from './compliance.ts';
import { describeState, readLiveState } from './live-state.ts';
import type { Story } from './story.ts';
import type { World } from './world.ts';

/** What an entry of the stack's variable `exemptions` looks like; it outlasts the demo, and needs no reminder. */
export function demoExemption({ exemptBucket }: World): Exemption {
  const day = (from: number): string => new Date(Date.now() + from * dayMs).toISOString().slice(0, 10);
  return {
    id: 'partners-fetch',
    rule: 's3-bucket-public-access',
    resource: exemptBucket,
    grantee: 'AuthenticatedUsers',
    permission: 'READ',
    owner: 'data team',
    reason: 'partners fetch with keys of their own until they have roles',
    ticket: 'DATA-12',
    created: day(-5),
    expires: day(55),
  };
}

/** What became of the bucket that the central list exempts, after everything else was mended. */
export async function exemptSection(
  account: LocalAccount,
  deployment: Deployment,
  { exemptBucket }: World,
  asFound: ReadonlyMap<string, Resource>,
): Promise<Story['exempt']> {
  const s3 = new S3Client(account.clientConfig());
  const { list } = await readDeclared(s3, deployment.ledgerBucket);
  const live = (await readLiveState(account)).get(exemptBucket);
  return {
    resourceId: exemptBucket,
    declared: list.exemptions,
    ...(await readVerdict(account, deployment, 's3-bucket-public-access', exemptBucket)),
    live: describeState(live),
    stateUnchanged: isDeepStrictEqual(live, asFound.get(exemptBucket)),
  };
}
