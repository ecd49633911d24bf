import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import { block, flag, number, resourceType } from '../resource-type.ts';

export const lambdaEventSourceMapping = resourceType({
  arguments: {
    event_source_arn: v.string(),
    function_name: v.string(),
    enabled: v.optional(flag, true),
    batch_size: v.optional(number, 10),
    maximum_batching_window_in_seconds: v.optional(number, 0),
    function_response_types: v.optional(v.array(v.literal('ReportBatchItemFailures')), []),
    scaling_config: v.optional(block(v.strictObject({ maximum_concurrency: v.optional(number) }))),
  },
  identity: ['event_source_arn'],
  async put(given, { clients: { lambda } }, id) {
    const { maximum_concurrency: most } = given.scaling_config ?? {};
    const settings = {
      FunctionName: given.function_name,
      Enabled: given.enabled,
      BatchSize: given.batch_size,
      MaximumBatchingWindowInSeconds: given.maximum_batching_window_in_seconds,
      FunctionResponseTypes: given.function_response_types,
      ScalingConfig: most === undefined ? {} : { MaximumConcurrency: most },
    };
    const made =
      id === undefined
        ? await lambda.send(
            new CreateEventSourceMappingCommand({ EventSourceArn: given.event_source_arn, ...settings }),
          )
        : await lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, ...settings }));
    const uuid = made.UUID ?? '';
    return { id: uuid, uuid, function_arn: made.FunctionArn ?? '' };
  },
  async remove(_given, { clients: { lambda } }, id) {
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID: id }));
  },
});
