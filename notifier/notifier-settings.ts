import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { Severity } from '../contract/instruction.ts';
import { setting } from '../contract/setting.ts';
import type { RoutingTerms } from './outgoing.ts';
import { GivenParameters } from './email/baseline.ts';
import { Route } from './route-telling.ts';

export interface NotifierSettings extends RoutingTerms {
  /** Where the default webhook's URL is kept: the SSM SecureString, or a reference to a secret; null without Slack. */
  readonly parameter: string | null;
  /** The topic of the e-mail reports; null without them. */
  readonly reportsTopicArn: string | null;
  /** What the rules are given, as a report tells it. */
  readonly parameters: GivenParameters;
  /** Where accounts and sightings are read; null: nobody is named. */
  readonly ledgerBucket: string | null;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/**
 * What the deployed function runs with; null where neither `SLACK_WEBHOOK_PARAMETER` nor `REPORTS_TOPIC_ARN` is given: nobody to tell.
 * Throws SETTING_MISSING and SETTING_INVALID.
 */
export function notifierSettings(environment: Readonly<Record<string, string | undefined>>): NotifierSettings | null {
  const parameter = given(environment, 'SLACK_WEBHOOK_PARAMETER');
  const reportsTopicArn = given(environment, 'REPORTS_TOPIC_ARN');
  if (parameter === null && reportsTopicArn === null) return null;
  return {
    parameter,
    reportsTopicArn,
    parameters:
      given(environment, 'RULE_PARAMETERS') === null
        ? {}
        : jsonSetting(environment, 'RULE_PARAMETERS', GivenParameters),
    ledgerBucket: given(environment, 'LEDGER_BUCKET'),
    queueUrl: setting(environment, 'OUTBOX_URL'),
    deadLetterQueueUrl: setting(environment, 'OUTBOX_DEAD_LETTERS_URL'),
    routes: jsonSetting(environment, 'SLACK_ROUTES', v.array(Route)),
    ownerTag: setting(environment, 'OWNER_TAG'),
    severities: jsonSetting(environment, 'RULE_SEVERITIES', v.record(v.string(), Severity)),
  };
}

/** null where it is not set, or only blanks. */
function given(environment: Readonly<Record<string, string | undefined>>, name: string): string | null {
  return environment[name]?.trim() || null;
}

function jsonSetting<T>(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  schema: v.GenericSchema<unknown, T>,
): T {
  const text = setting(environment, name);
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    if (parsed.success) return parsed.output;
    throw new Failure('SETTING_INVALID', `environment variable ${name}: ${explainIssues(parsed.issues)}`);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('SETTING_INVALID', `environment variable ${name} is not JSON`, { cause });
  }
}
