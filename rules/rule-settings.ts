import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import type { Severity } from '../contract/instruction.ts';
import { setting } from '../contract/setting.ts';
import { type Terms, termsFrom } from './terms.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How the Lambda of a rule was deployed. */
export interface RuleSettings {
  readonly queueUrl: string;
  /** Of the function itself. */
  readonly region: string;
  /** The ledger bucket, which has the exemptions and the accounts. */
  readonly bucket: string;
  /** `observe`: the verdict is all. */
  readonly mode: 'auto' | 'observe';
  readonly terms: Terms;
}

const RuleMode = v.optional(v.picklist(['auto', 'observe']), 'auto');

/**
 * From QUEUE_URL, AWS_REGION, EXEMPTIONS_BUCKET, RULE_MODE (`auto` unless set) and what `termsFrom` reads; `usual` is the registry's
 * severity. Throws SETTING_MISSING or SETTING_INVALID.
 */
export function ruleSettings(environment: Environment, usual: Severity): RuleSettings {
  return {
    queueUrl: setting(environment, 'QUEUE_URL'),
    region: setting(environment, 'AWS_REGION'),
    bucket: setting(environment, 'EXEMPTIONS_BUCKET'),
    mode: ruleMode(environment),
    terms: termsFrom(environment, usual),
  };
}

function ruleMode(environment: Environment): RuleSettings['mode'] {
  const parsed = v.safeParse(RuleMode, environment['RULE_MODE']);
  if (parsed.success) return parsed.output;
  const given = JSON.stringify(environment['RULE_MODE']);
  throw new Failure('SETTING_INVALID', `environment variable RULE_MODE=${given} is neither auto nor observe`);
}
