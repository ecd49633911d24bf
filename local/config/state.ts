import { AwsError } from '../aws-error.ts';
import { partitionOf } from '../credentials.ts';
import { resourceKey, type ResourceName, type StreamItem } from './item.ts';

/** What AWS Config holds for one account and region. */
export interface ConfigState {
  readonly accountId: string;
  readonly region: string;
  recorder: Recorder | undefined;
  channel: DeliveryChannel | undefined;
  /** Items of each resource (by `resourceKey`), oldest first. */
  readonly histories: Map<string, StreamItem[]>;
  /** Resources whose recording is on its way. */
  readonly awaiting: Set<string>;
  /** By name. */
  readonly rules: Map<string, ConfigRule>;
  /** Result tokens handed out, the newest 100,000. */
  readonly tokens: Map<string, RuleInvocation>;
}

export interface Recorder {
  readonly name: string;
  readonly roleARN: string;
  readonly group: RecordingGroup;
  recording: boolean;
  /** Milliseconds since the epoch. */
  lastStartTime: number | undefined;
  lastStopTime: number | undefined;
}

export interface RecordingGroup {
  readonly strategy: 'ALL_SUPPORTED_RESOURCE_TYPES' | 'INCLUSION_BY_RESOURCE_TYPES' | 'EXCLUSION_BY_RESOURCE_TYPES';
  /** Those recorded, or with the third strategy those that are not. */
  readonly types: readonly string[];
  readonly includeGlobalResourceTypes: boolean;
}

export interface DeliveryChannel {
  readonly name: string;
  readonly s3BucketName: string;
  readonly s3KeyPrefix?: string | undefined;
  readonly s3KmsKeyArn?: string | undefined;
  readonly snsTopicARN?: string | undefined;
  /** Whether the last message reached the topic. */
  stream: { status: 'SUCCESS' | 'FAILURE'; at: number; error?: string } | undefined;
}

export interface RuleScope {
  readonly ComplianceResourceTypes?: readonly string[] | undefined;
  readonly ComplianceResourceId?: string | undefined;
  readonly TagKey?: string | undefined;
  readonly TagValue?: string | undefined;
}

export interface RuleDefinition {
  readonly functionArn: string;
  readonly onChange: boolean;
  readonly onOversized: boolean;
  /** Time between periodic runs; undefined = not periodic. */
  readonly periodMs: number | undefined;
  readonly scope: RuleScope | undefined;
  /** What the rule event carries as `ruleParameters`; undefined = the key is missing. */
  readonly ruleParameters: string | undefined;
  /** As it was put, for DescribeConfigRules. */
  readonly described: object;
}

export interface ConfigRule {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  definition: RuleDefinition;
  /** The newest result of each resource, by `resourceKey`. */
  readonly results: Map<string, EvaluationResult>;
  readonly status: RuleStatus;
  /** When StartConfigRulesEvaluation last took it. */
  startedAt: number | undefined;
  /** Takes back the next periodic run. */
  disarm: (() => void) | undefined;
}

/** Milliseconds since the epoch. */
export interface RuleStatus {
  readonly activatedAt: number;
  invokedAt?: number;
  invocationFailedAt?: number;
  evaluatedAt?: number;
  error?: { code: string; message: string };
}

export type ComplianceType = 'COMPLIANT' | 'NON_COMPLIANT' | 'NOT_APPLICABLE';

export interface EvaluationResult extends ResourceName {
  readonly complianceType: ComplianceType;
  readonly annotation: string | undefined;
  /** Milliseconds since the epoch. */
  readonly orderingTimestamp: number;
  readonly recordedAt: number;
  readonly invokedAt: number;
}

export interface RuleInvocation {
  readonly ruleName: string;
  readonly ruleId: string;
  readonly invokedAt: number;
}

export function createConfigState(accountId: string, region: string): ConfigState {
  return {
    accountId,
    region,
    recorder: undefined,
    channel: undefined,
    histories: new Map(),
    awaiting: new Set(),
    rules: new Map(),
    tokens: new Map(),
  };
}

export function latestItem(state: ConfigState, resource: ResourceName): StreamItem | undefined {
  return state.histories.get(resourceKey(resource))?.at(-1);
}

/** The newest item of every resource that exists. */
export function currentItems(state: ConfigState): StreamItem[] {
  return [...state.histories.values()].flatMap((items) => {
    const last = items.at(-1);
    return last === undefined || last.configurationItemStatus === 'ResourceDeleted' ? [] : [last];
  });
}

export function records(recorder: Recorder | undefined, resourceType: string): boolean {
  if (recorder === undefined) return false;
  const { strategy, types } = recorder.group;
  if (strategy === 'ALL_SUPPORTED_RESOURCE_TYPES') return true;
  return types.includes(resourceType) === (strategy === 'INCLUSION_BY_RESOURCE_TYPES');
}

/** NoSuchConfigRuleException if there is none of that name. */
export function ruleNamed(state: ConfigState, name: string): ConfigRule {
  const rule = state.rules.get(name);
  if (rule === undefined) {
    throw new AwsError(
      'NoSuchConfigRuleException',
      `The ConfigRule '${name}' provided in the request is invalid. Please check the configRule name`,
    );
  }
  return rule;
}

/** All rules, or those named, in order of their names. */
export function rulesNamed(state: ConfigState, names: readonly string[] | undefined): ConfigRule[] {
  if (names === undefined || names.length === 0) {
    return [...state.rules.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
  return names.map((name) => ruleNamed(state, name));
}

export function configArn(state: ConfigState, resource: string): string {
  return `arn:${partitionOf(state.region)}:config:${state.region}:${state.accountId}:${resource}`;
}

/** NoAvailableConfigurationRecorderException where nothing was ever set up. */
export function requireRecorder(state: ConfigState): Recorder {
  if (state.recorder === undefined) {
    throw new AwsError('NoAvailableConfigurationRecorderException', 'There is no configuration recorder available.');
  }
  return state.recorder;
}
