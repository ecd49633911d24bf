import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { JsonOperation } from '../json-protocol.ts';
import type { Regional } from '../service.ts';
import { readConfigInput } from './input.ts';
import { configArn, type ConfigState, type Recorder, type RecordingGroup } from './state.ts';

const types = v.optional(v.array(v.string()), []);
const Group = v.strictObject({
  allSupported: v.optional(v.boolean()),
  includeGlobalResourceTypes: v.optional(v.boolean(), false),
  resourceTypes: types,
  exclusionByResourceTypes: v.optional(v.strictObject({ resourceTypes: types })),
  recordingStrategy: v.optional(
    v.strictObject({
      useOnly: v.picklist([
        'ALL_SUPPORTED_RESOURCE_TYPES',
        'INCLUSION_BY_RESOURCE_TYPES',
        'EXCLUSION_BY_RESOURCE_TYPES',
      ]),
    }),
  ),
});
const PutRecorderInput = v.strictObject({
  ConfigurationRecorder: v.strictObject({
    name: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256)), 'default'),
    roleARN: v.optional(v.string(), ''),
    recordingGroup: v.optional(Group, {}),
    recordingMode: v.optional(v.strictObject({ recordingFrequency: v.string() })),
  }),
});
const NamesInput = v.strictObject({ ConfigurationRecorderNames: v.optional(v.array(v.string()), []) });
const NameInput = v.strictObject({ ConfigurationRecorderName: v.string() });

/** One customer managed recorder per account and region; continuous recording only. `inventory` records all that exists. */
export function recorderOperations(
  states: Regional<ConfigState>,
  now: () => number,
  inventory: (state: ConfigState) => void,
): Record<string, JsonOperation> {
  const named = (raw: unknown, state: ConfigState): Recorder => {
    const { ConfigurationRecorderName: name } = readConfigInput(NameInput, raw);
    if (state.recorder?.name !== name) throw noSuchRecorder(name);
    return state.recorder;
  };
  const listed = (raw: unknown, state: ConfigState): Recorder[] => {
    const { ConfigurationRecorderNames: names } = readConfigInput(NamesInput, raw);
    const { recorder } = state;
    for (const name of names) if (recorder?.name !== name) throw noSuchRecorder(name);
    return recorder === undefined ? [] : [recorder];
  };

  return {
    PutConfigurationRecorder(raw, caller) {
      const input = readConfigInput(PutRecorderInput, raw).ConfigurationRecorder;
      const state = states.of(caller);
      const held = state.recorder;
      if (held !== undefined && held.name !== input.name) {
        throw new AwsError(
          'MaxNumberOfConfigurationRecordersExceededException',
          `Failed to put configuration recorder '${input.name}' because the maximum number of 1 configuration recorders is reached.`,
        );
      }
      if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/.+/.test(input.roleARN)) {
        throw new AwsError(
          'InvalidRoleException',
          'You must specify a valid IAM role ARN for the configuration recorder.',
        );
      }
      if ((input.recordingMode?.recordingFrequency ?? 'CONTINUOUS') !== 'CONTINUOUS') {
        throw new AwsError('NotImplemented', 'the local account records continuously only: recordingMode', 501);
      }
      state.recorder = {
        name: input.name,
        roleARN: input.roleARN,
        group: readGroup(input.recordingGroup),
        recording: held?.recording ?? false,
        lastStartTime: held?.lastStartTime,
        lastStopTime: held?.lastStopTime,
      };
      if (state.recorder.recording) inventory(state);
      return {};
    },
    DescribeConfigurationRecorders: (raw, caller) => ({
      ConfigurationRecorders: listed(raw, states.of(caller)).map((recorder) => describe(states.of(caller), recorder)),
    }),
    DescribeConfigurationRecorderStatus: (raw, caller) => ({
      ConfigurationRecordersStatus: listed(raw, states.of(caller)).map(describeStatus),
    }),
    StartConfigurationRecorder(raw, caller) {
      const state = states.of(caller);
      const recorder = named(raw, state);
      if (state.channel === undefined) {
        throw new AwsError(
          'NoAvailableDeliveryChannelException',
          'Delivery channel is not available to start configuration recorder.',
        );
      }
      if (recorder.recording) return {};
      recorder.recording = true;
      recorder.lastStartTime = now();
      inventory(state);
      return {};
    },
    StopConfigurationRecorder(raw, caller) {
      const recorder = named(raw, states.of(caller));
      if (recorder.recording) recorder.lastStopTime = now();
      recorder.recording = false;
      return {};
    },
    DeleteConfigurationRecorder(raw, caller) {
      const state = states.of(caller);
      named(raw, state);
      state.recorder = undefined;
      return {};
    },
  };
}

function noSuchRecorder(name: string): AwsError {
  return new AwsError(
    'NoSuchConfigurationRecorderException',
    `Cannot find configuration recorder with the specified name '${name}'.`,
  );
}

function readGroup(group: v.InferOutput<typeof Group>): RecordingGroup {
  const excluded = group.exclusionByResourceTypes?.resourceTypes ?? [];
  const strategy =
    group.recordingStrategy?.useOnly ??
    (group.resourceTypes.length > 0 ? 'INCLUSION_BY_RESOURCE_TYPES' : 'ALL_SUPPORTED_RESOURCE_TYPES');
  const all = strategy === 'ALL_SUPPORTED_RESOURCE_TYPES';
  const listed = strategy === 'EXCLUSION_BY_RESOURCE_TYPES' ? excluded : group.resourceTypes;
  const contradictory =
    (all && (group.allSupported === false || group.resourceTypes.length > 0 || excluded.length > 0)) ||
    (!all && (group.allSupported === true || listed.length === 0));
  if (contradictory) {
    throw new AwsError(
      'InvalidRecordingGroupException',
      'The recording group provided is not valid: allSupported, resourceTypes and recordingStrategy do not fit together.',
    );
  }
  return { strategy, types: listed, includeGlobalResourceTypes: group.includeGlobalResourceTypes };
}

function describe(state: ConfigState, { name, roleARN, group }: Recorder): object {
  return {
    arn: configArn(state, `configuration-recorder/${name}`),
    name,
    roleARN,
    recordingGroup: {
      allSupported: group.strategy === 'ALL_SUPPORTED_RESOURCE_TYPES',
      includeGlobalResourceTypes: group.includeGlobalResourceTypes,
      resourceTypes: group.strategy === 'INCLUSION_BY_RESOURCE_TYPES' ? group.types : [],
      exclusionByResourceTypes: { resourceTypes: group.strategy === 'EXCLUSION_BY_RESOURCE_TYPES' ? group.types : [] },
      recordingStrategy: { useOnly: group.strategy },
    },
    recordingMode: { recordingFrequency: 'CONTINUOUS' },
    recordingScope: 'PAID',
  };
}

function describeStatus({ name, recording, lastStartTime, lastStopTime }: Recorder): object {
  const changedAt = Math.max(lastStartTime ?? 0, lastStopTime ?? 0);
  return {
    name,
    recording,
    lastStatus: recording ? 'SUCCESS' : 'PENDING',
    lastStartTime: lastStartTime === undefined ? undefined : lastStartTime / 1000,
    lastStopTime: lastStopTime === undefined ? undefined : lastStopTime / 1000,
    lastStatusChangeTime: changedAt === 0 ? undefined : changedAt / 1000,
  };
}
