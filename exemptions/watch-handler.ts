import { ConfigServiceClient, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { log } from '../contract/log.ts';
import { setting } from '../contract/setting.ts';
import { publishNotices } from '../notifier/publish-notices.ts';
import { keepWatch, type WatchSummary } from './keep-watch.ts';
import { exemptionReader } from './read-exemptions.ts';
import { watchStore } from './watch-store.ts';

interface LambdaContext {
  readonly invokedFunctionArn: string;
}

/** By the ids of the rules that are deployed: the names of their Config rules. */
const ConfigRules = v.record(v.string(), v.string());

/** The Lambda that the schedule starts, gate open or closed: exemptions end in either case. */
export function createWatchHandler(
  // AWS Config takes a rule once a minute, and what it refuses the next round asks again.
  config = new ConfigServiceClient({ maxAttempts: 2 }),
  s3 = new S3Client({ maxAttempts: 6 }),
  sns = new SNSClient({ maxAttempts: 6 }),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): (event: unknown, context: LambdaContext) => Promise<WatchSummary> {
  return async (_event, { invokedFunctionArn }) => {
    const bucket = setting(environment, 'EXEMPTIONS_BUCKET');
    const topicArn = setting(environment, 'NOTIFICATION_TOPIC_ARN');
    const configRules = configRulesFrom(setting(environment, 'CONFIG_RULES'));
    const [, , , region = '', accountId = ''] = invokedFunctionArn.split(':');
    const summary = await keepWatch({
      exemptions: exemptionReader(s3, bucket),
      store: watchStore(s3, bucket),
      accountId,
      region,
      tell: (notices) => publishNotices(sns, topicArn, notices),
      async evaluate(ruleId) {
        // A rule that somebody wrote into a list may have any name, `constructor` for one.
        const name = Object.hasOwn(configRules, ruleId) ? configRules[ruleId] : undefined;
        if (name !== undefined) await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [name] }));
      },
      now: () => new Date(),
      report: (message, fields) => log('warn', message, fields),
    });
    log('info', 'watched', { ...summary });
    return summary;
  };
}

function configRulesFrom(text: string): Readonly<Record<string, string>> {
  try {
    return v.parse(ConfigRules, JSON.parse(text));
  } catch (cause) {
    throw new Failure('SETTING_INVALID', 'environment variable CONFIG_RULES is no object of names by rule', { cause });
  }
}
