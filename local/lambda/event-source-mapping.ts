import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';

const whole = (least: number, most: number) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(least, `must be at least ${least}`),
    v.maxValue(most, `must be at most ${most}`),
  );
const settings = {
  Enabled: v.optional(v.boolean()),
  BatchSize: v.optional(whole(1, 10_000)),
  MaximumBatchingWindowInSeconds: v.optional(whole(0, 300)),
  FunctionResponseTypes: v.optional(v.array(v.picklist(['ReportBatchItemFailures']))),
  ScalingConfig: v.optional(v.strictObject({ MaximumConcurrency: v.optional(whole(2, 1000)) })),
};
export const CreateInput = v.strictObject({ EventSourceArn: v.string(), FunctionName: v.string(), ...settings });
export const UpdateInput = v.strictObject({ FunctionName: v.optional(v.string()), ...settings });

/** An SQS queue that a function is invoked for (AWS Lambda API Reference, EventSourceMappingConfiguration). */
export interface EventSourceMapping {
  readonly uuid: string;
  readonly eventSourceArn: string;
  readonly functionArn: string;
  readonly enabled: boolean;
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly reportsFailures: boolean;
  readonly maximumConcurrency: number | undefined;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

type Settings = Omit<EventSourceMapping, 'uuid' | 'eventSourceArn' | 'functionArn' | 'modifiedAt'>;

const standing: Settings = {
  enabled: true,
  batchSize: 10,
  windowSeconds: 0,
  reportsFailures: false,
  maximumConcurrency: undefined,
};

/** The settings after some were given. Throws InvalidParameterValueException for those that do not go together. */
export function settingsWith(given: v.InferOutput<typeof UpdateInput>, held: Settings = standing): Settings {
  const made = {
    enabled: given.Enabled ?? held.enabled,
    batchSize: given.BatchSize ?? held.batchSize,
    windowSeconds: given.MaximumBatchingWindowInSeconds ?? held.windowSeconds,
    reportsFailures:
      given.FunctionResponseTypes === undefined ? held.reportsFailures : given.FunctionResponseTypes.length > 0,
    maximumConcurrency:
      given.ScalingConfig === undefined ? held.maximumConcurrency : given.ScalingConfig.MaximumConcurrency,
  };
  if (made.batchSize > 10 && made.windowSeconds === 0) {
    throw new AwsError(
      'InvalidParameterValueException',
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  return made;
}

export type MappingState = 'Creating' | 'Enabled' | 'Disabled' | 'Updating' | 'Deleting';

export function described(mapping: EventSourceMapping, state?: MappingState): object {
  return {
    UUID: mapping.uuid,
    EventSourceArn: mapping.eventSourceArn,
    FunctionArn: mapping.functionArn,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    FunctionResponseTypes: mapping.reportsFailures ? ['ReportBatchItemFailures'] : [],
    ScalingConfig:
      mapping.maximumConcurrency === undefined ? undefined : { MaximumConcurrency: mapping.maximumConcurrency },
    State: state ?? (mapping.enabled ? 'Enabled' : 'Disabled'),
    StateTransitionReason: 'USER_INITIATED',
    LastModified: mapping.modifiedAt / 1000,
  };
}
