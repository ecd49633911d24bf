import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import type { Regional } from '../service.ts';
import { readConfigInput } from './input.ts';
import { type ConfigState, type DeliveryChannel, requireRecorder } from './state.ts';

const PutChannelInput = v.strictObject({
  DeliveryChannel: v.strictObject({
    name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256)), 'default'),
    s3BucketName: v.optional(v.string(), ''),
    s3KeyPrefix: v.optional(v.string()),
    s3KmsKeyArn: v.optional(v.string()),
    snsTopicARN: v.optional(v.string()),
  }),
});
const NamesInput = v.strictObject({ DeliveryChannelNames: v.optional(v.array(v.string()), []) });
const NameInput = v.strictObject({ DeliveryChannelName: v.string() });

/** One delivery channel per account and region. Its bucket must be named, though nothing is delivered to it here. */
export function channelOperations(states: Regional<ConfigState>): Record<string, JsonOperation> {
  const listed = (raw: unknown, { channel }: ConfigState): DeliveryChannel[] => {
    const { DeliveryChannelNames: names } = readConfigInput(NamesInput, raw);
    for (const name of names) if (channel?.name !== name) throw noSuchChannel(name);
    return channel === undefined ? [] : [channel];
  };

  return {
    PutDeliveryChannel(raw, caller) {
      const input = readConfigInput(PutChannelInput, raw).DeliveryChannel;
      const { name, s3BucketName, snsTopicARN } = input;
      const state = states.of(caller);
      requireRecorder(state);
      if (state.channel !== undefined && state.channel.name !== name) {
        throw new AwsError(
          'MaxNumberOfDeliveryChannelsExceededException',
          `Failed to put delivery channel '${name}' because the maximum number of delivery channels: 1 is reached.`,
        );
      }
      if (s3BucketName === '')
        throw new AwsError('NoSuchBucketException', 'Cannot find a S3 bucket with an empty bucket name.');
      if (snsTopicARN !== undefined && !/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/.test(snsTopicARN)) {
        throw new AwsError('InvalidSNSTopicARNException', 'The sns topic arn is invalid.');
      }
      state.channel = { ...input, stream: undefined };
      return {};
    },
    DescribeDeliveryChannels: (raw, caller) => ({
      DeliveryChannels: listed(raw, states.of(caller)).map(({ stream: _stream, ...described }) => described),
    }),
    DescribeDeliveryChannelStatus: (raw, caller) => ({
      DeliveryChannelsStatus: listed(raw, states.of(caller)).map(({ name, stream }) => ({
        name,
        configStreamDeliveryInfo:
          stream === undefined
            ? { lastStatus: 'NOT_APPLICABLE' }
            : { lastStatus: stream.status, lastErrorMessage: stream.error, lastStatusChangeTime: stream.at / 1000 },
      })),
    }),
    DeleteDeliveryChannel(raw, caller) {
      const { DeliveryChannelName: name } = readConfigInput(NameInput, raw);
      const state = states.of(caller);
      if (state.channel?.name !== name) throw noSuchChannel(name);
      if (state.recorder?.recording === true) {
        throw new AwsError(
          'LastDeliveryChannelDeleteFailedException',
          `Failed to delete last specified delivery channel with name '${name}', because there is a running configuration recorder.`,
        );
      }
      state.channel = undefined;
      return {};
    },
  };
}

function noSuchChannel(name: string): AwsError {
  return new AwsError('NoSuchDeliveryChannelException', `Cannot find delivery channel with specified name '${name}'.`);
}
