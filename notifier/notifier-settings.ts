import * as v from 'valibot';
import { explainIssues } from '../contract/explain-issues.ts';
import { Failure } from '../contract/failure.ts';
import { Severity } from '../contract/instruction.ts';
import { setting } from '../contract/setting.ts';
import type { RoutingTerms } from './outgoing.ts';
import { Route } from './route-telling.ts';

export interface NotifierSettings extends RoutingTerms {
  /** Where the default webhook's URL is kept: the SSM SecureString, or a reference to a secret. */
  readonly parameter: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/**
 * What the deployed function runs with; null where `SLACK_WEBHOOK_PARAMETER` is unset or empty: no Slack, and nobody to tell. Throws
 * SETTING_MISSING and SETTING_INVALID.
 */
export function notifierSettings(environment: Readonly<Record<string, string | undefined>>): NotifierSettings | null {
  const parameter = environment['SLACK_WEBHOOK_PARAMETER']?.trim() ?? '';
  if (parameter === '') return null;
  return {
    parameter,
    queueUrl: setting(environment, 'OUTBOX_URL'),
    deadLetterQueueUrl: setting(environment, 'OUTBOX_DEAD_LETTERS_URL'),
    routes: jsonSetting(environment, 'SLACK_ROUTES', v.array(Route)),
    ownerTag: setting(environment, 'OWNER_TAG'),
    severities: jsonSetting(environment, 'RULE_SEVERITIES', v.record(v.string(), Severity)),
  };
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
