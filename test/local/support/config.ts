import {
  ConfigServiceClient,
  type ConfigRule,
  type Evaluation,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  PutEvaluationsCommand,
  type RecordingGroup,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service';
import { createConfig, type ConfigOptions } from '../../../local/config/config.ts';
import type { Delivery } from '../../../local/config/delivery.ts';
import { AwsError } from '../../../local/aws-error.ts';
import { Pending } from '../../../local/pending.ts';
import type { RecordedState } from '../../../local/service.ts';
import { accountId, region, serve } from './served.ts';

export const groupType = 'AWS::EC2::SecurityGroup';
export const bucketType = 'AWS::S3::Bucket';
export const functionArn = `arn:aws:lambda:${region}:${accountId}:function:rule`;
export const topicArn = `arn:aws:sns:${region}:${accountId}:config`;

/** A rule event as its function gets it, its texts parsed. */
export interface ReceivedRuleEvent {
  readonly resultToken: string;
  readonly eventLeftScope: boolean;
  readonly invokingEvent: {
    readonly messageType: string;
    readonly configurationItem?: { readonly resourceId: string; readonly [field: string]: unknown };
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** Resources that are whatever a test says, recordable as those of EC2 and S3 are. */
export function fakeResources() {
  const held = new Map<string, Partial<RecordedState>>();
  return {
    held,
    recordable: {
      resourceTypes: [groupType, bucketType],
      recordedState(resourceType: string, resourceId: string): RecordedState | undefined {
        const given = held.get(`${resourceType}/${resourceId}`);
        return (
          given && {
            resourceName: `name of ${resourceId}`,
            arn: `arn:aws:ec2:${region}:${accountId}:security-group/${resourceId}`,
            availabilityZone: 'Not Applicable',
            resourceCreationTime: null,
            tags: {},
            configuration: { groupId: resourceId, ipPermissions: [] },
            supplementaryConfiguration: {},
            relationships: [{ resourceType: 'AWS::EC2::VPC', resourceId: 'vpc-1', name: 'Is contained in Vpc' }],
            ...given,
          }
        );
      },
      resourceIds: (resourceType: string): string[] =>
        [...held.keys()]
          .filter((key) => key.startsWith(`${resourceType}/`))
          .map((key) => key.slice(resourceType.length + 1)),
    },
  };
}

/** AWS Config alone, over fake resources, a fake Lambda and a recorded topic and bus. The clock is frozen. */
export async function startConfig(options: { delivery?: Partial<Delivery>; frozen?: boolean } = {}) {
  const resources = fakeResources();
  const invoked: { functionArn: string; event: ReceivedRuleEvent; source: unknown }[] = [];
  const published: { topicArn: string; subject: string; message: { [field: string]: unknown } }[] = [];
  const emitted: { detailType: string; detail: unknown; resources: readonly string[] }[] = [];
  const permitted = new Set([functionArn]);
  const lambda: ConfigOptions['lambda'] = {
    mayInvoke: (arn) => permitted.has(arn),
    invokeAsync(arn, event, source) {
      if (!permitted.has(arn)) throw new AwsError('AccessDeniedException', 'not permitted', 403);
      const { invokingEvent, ...rest } = event as {
        invokingEvent: string;
        resultToken: string;
        eventLeftScope: boolean;
      };
      invoked.push({
        functionArn: arn,
        source,
        event: { ...rest, invokingEvent: JSON.parse(invokingEvent) as ReceivedRuleEvent['invokingEvent'] },
      });
    },
  };
  const served = await serve(
    (deps, _credentials, clock) => {
      const pending = new Pending(clock);
      const config = createConfig(deps, {
        pending,
        lambda,
        recordables: [resources.recordable],
        publish(topicArn, { subject, message }) {
          published.push({ topicArn, subject, message: JSON.parse(message) as { [field: string]: unknown } });
          return !topicArn.endsWith(':missing');
        },
        events: {
          emit: ({ detailType, detail, resources }) => {
            emitted.push({ detailType, detail, resources });
          },
        },
        delivery: options.delivery ?? {},
      });
      return { services: [config], handles: { config, pending } };
    },
    { frozen: true, ...options },
  );
  const { config, pending, clock } = served;
  const client = (who: { accountId?: string; region?: string } = {}): ConfigServiceClient =>
    new ConfigServiceClient({ ...served.settings(who), maxAttempts: 1 });
  const sdk = client();
  const change = (resourceId: string, state: Partial<RecordedState> = {}, resourceType = groupType): void => {
    resources.held.set(`${resourceType}/${resourceId}`, state);
    config.changed({ accountId, region, resourceType, resourceId });
  };

  return {
    ...served,
    sdk,
    client,
    invoked,
    published,
    emitted,
    permitted,
    resources: resources.held,
    change,
    /** Creates or changes a resource, and waits for all that follows. */
    async put(resourceId: string, state: Partial<RecordedState> = {}, resourceType = groupType): Promise<void> {
      change(resourceId, state, resourceType);
      await pending.settled();
    },
    async remove(resourceId: string, resourceType = groupType): Promise<void> {
      resources.held.delete(`${resourceType}/${resourceId}`);
      config.changed({ accountId, region, resourceType, resourceId });
      await pending.settled();
    },
    /** A recorder, a channel with a topic, and the recorder started. */
    async record(recordingGroup?: RecordingGroup): Promise<void> {
      const roleARN = `arn:aws:iam::${accountId}:role/config`;
      const ConfigurationRecorder = { name: 'default', roleARN, ...(recordingGroup && { recordingGroup }) };
      await sdk.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder }));
      const DeliveryChannel = { name: 'default', s3BucketName: 'config-bucket', snsTopicARN: topicArn };
      await sdk.send(new PutDeliveryChannelCommand({ DeliveryChannel }));
      await sdk.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }));
      await pending.settled();
    },
    async rule(name: string, rule: Partial<ConfigRule> = {}): Promise<void> {
      await sdk.send(new PutConfigRuleCommand({ ConfigRule: { ...changeRule(name), ...rule } }));
      await pending.settled();
    },
    /** Puts one evaluation with the token of the newest invocation, unless another is given. */
    async evaluate(evaluation: Partial<Evaluation> = {}, ResultToken = invoked.at(-1)?.event.resultToken ?? '') {
      const output = await sdk.send(
        new PutEvaluationsCommand({
          ResultToken,
          Evaluations: [
            {
              ComplianceResourceType: groupType,
              ComplianceResourceId: 'sg-1',
              ComplianceType: 'NON_COMPLIANT',
              OrderingTimestamp: new Date(clock.now()),
              ...evaluation,
            },
          ],
        }),
      );
      await pending.settled();
      return output;
    },
    async stop(): Promise<void> {
      config.stop();
      pending.stop();
      await served.stop();
    },
  };
}

export type StartedConfig = Awaited<ReturnType<typeof startConfig>>;

export function changeRule(name: string): ConfigRule {
  return {
    ConfigRuleName: name,
    Source: {
      Owner: 'CUSTOM_LAMBDA',
      SourceIdentifier: functionArn,
      SourceDetails: [{ EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' }],
    },
  };
}
