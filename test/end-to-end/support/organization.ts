import {
  ConfigServiceClient,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
  StopConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import * as v from 'valibot';
import type { Place } from '../../../accounts/membership.ts';
import { deployMember, type Member } from '../../../local/deploy-member.ts';
import type { LocalAccount } from '../../../local/local-account.ts';
import type { VariableValues } from '../../../local/terraform/variables.ts';
import { builtBundles } from './built-bundles.ts';
import { type Pipeline, type PipelineOptions, startPipeline } from './pipeline.ts';

export const hub = '123456789012';
export const home: Place = { accountId: hub, region: 'eu-west-1' };
const organizationId = 'o-a1b2c3d4e5';
const externalId = 'agreed-with-security';
/** The local account's administrator, by whom the commands are run. */
export const operator = `arn:aws:iam::${hub}:user/local-administrator`;

/** Where a member's stack is applied, and what differs there from the hub's settings. */
export interface MemberStack {
  readonly place: Place;
  readonly variables: VariableValues;
}

export interface OrganizationOptions extends Pick<PipelineOptions, 'beforehand'> {
  /** `member_accounts` of the hub. */
  readonly accounts: Readonly<Record<string, { name: string; mode: string; regions: readonly string[] }>>;
  /** In the order in which they are applied: whose functions judge for another comes before it. */
  readonly stacks: readonly MemberStack[];
  /** Of the hub. */
  readonly variables?: VariableValues;
}

/** A hub and its members. Each place has a recorder of its own, which has never been switched on: AWS Config knows of nothing yet. */
export interface Organization extends Pipeline {
  readonly members: readonly Member[];
  /** The account and region as if it were the only one: what is made and asked of it is made and asked there. */
  at(place: Place): LocalAccount;
  /** Runs of the coordinator until one finds nothing to do, as the schedule starts them: how many resources ended how. */
  drainAll(): Promise<Readonly<Record<string, number>>>;
  /** Switches the recorders of these places on or off. */
  recordIn(places: readonly Place[], on: boolean): Promise<void>;
}

export async function startOrganization(options: OrganizationOptions): Promise<Organization> {
  const { accounts, stacks, beforehand } = options;
  const pipeline = await startPipeline({
    open: true,
    recording: false,
    organization: { id: organizationId, accountIds: [...new Set([hub, ...Object.keys(accounts)])] },
    async beforehand(account) {
      for (const place of [home, ...stacks.map((stack) => stack.place)]) await putRecorder(accountAt(account, place));
      await beforehand?.(account);
    },
    variables: {
      create_config_recorder: false,
      enable_fast_path: true,
      sweep_schedule: '',
      member_accounts: accounts,
      external_id: externalId,
      organization_id: organizationId,
      ...options.variables,
    },
  });
  const { account, deployment } = pipeline;
  try {
    const bundles = await builtBundles();
    const settings = { ...deployment.memberSettings(), create_config_recorder: false };
    const members: Member[] = [];
    for (const { place, variables } of stacks) {
      members.push(await deployMember(account, { bundles, place, variables: { ...settings, ...variables } }));
    }
    await account.settled();
    return {
      ...pipeline,
      members,
      at: (place) => accountAt(account, place),
      async drainAll() {
        const counts: Record<string, number> = {};
        for (let run = 0; run < mostRuns; run += 1) {
          const { messages, outcomes } = v.parse(Drained, await pipeline.drain());
          if (messages === 0) break;
          for (const [outcome, count] of Object.entries(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + count;
        }
        return counts;
      },
      async recordIn(places, on) {
        const Command = on ? StartConfigurationRecorderCommand : StopConfigurationRecorderCommand;
        for (const place of places) {
          const config = new ConfigServiceClient(accountAt(account, place).clientConfig());
          await config.send(new Command({ ConfigurationRecorderName: 'default' }));
        }
        await account.settled();
      },
    };
  } catch (error) {
    await pipeline.stop();
    throw error;
  }
}

/** A run ends within a second here, and begins no batch after it. */
const mostRuns = 5;
const Drained = v.object({ messages: v.number(), outcomes: v.record(v.string(), v.number()) });

async function putRecorder(account: LocalAccount): Promise<void> {
  const config = new ConfigServiceClient(account.clientConfig());
  const roleARN = `arn:aws:iam::${account.accountId}:role/recorder`;
  await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: { name: 'default', roleARN } }));
  await config.send(
    new PutDeliveryChannelCommand({ DeliveryChannel: { name: 'default', s3BucketName: 'deliveries' } }),
  );
}

/** The account and region as if it were the only one. */
export function accountAt(account: LocalAccount, { accountId, region }: Place): LocalAccount {
  return {
    ...account,
    accountId,
    region,
    clientConfig: (where = region, of = accountId) => account.clientConfig(where, of),
  };
}
