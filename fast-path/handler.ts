import { accessTo } from '../accounts/access.ts';
import { accountsFor, type AccountsReader, accountsReader } from '../accounts/read-accounts.ts';
import { changeSources } from '../approvals/change-sources.ts';
import { log } from '../contract/log.ts';
import { setting } from '../contract/setting.ts';
import { type ExemptionReader, exemptionReader, rememberedFor } from '../exemptions/read-exemptions.ts';
import { publishNotices } from '../notifier/publish-notices.ts';
import { sendInstructions } from '../queue/send-instructions.ts';
import { remediatorOf } from '../remediators/registry.ts';
import type { ChangeSources } from '../resources/reader.ts';
import { ec2ClientOf } from '../resources/security-group-kind.ts';
import { violatedBefore } from '../rules/config-history.ts';
import { askedOf } from './asked-of.ts';
import { fastPathDeps } from './fast-path-deps.ts';
import { findViolations } from './find-violations.ts';
import { groupsNamed } from './groups-named.ts';
import { notJudged } from './not-judged.ts';
import { recordChange } from './record-change.ts';
import { recordSightings } from './record-sighting.ts';
import { enabledRules, menderRoles, ownRoles, rulesIn } from './settings.ts';
import { createWake } from './wake-coordinator.ts';

/** A burst of calls is judged by one reading of the exemptions and accounts; a mend reads them anew. */
const rememberedMs = 30_000;

/** Kept as long as the function lives, with what they have read. */
interface Readers {
  readonly accounts: AccountsReader;
  readonly exemptions: ExemptionReader;
  readonly changes: ChangeSources | undefined;
}

/**
 * The Lambda of the fast path: an API call that EventBridge tells of is taken for nothing but a reason to look. The live resource is
 * judged by the rules, with the credentials of its account, and what is wrong with it goes to the queue as AWS Config's findings do;
 * Config's verdicts are Config's. Rejects with a coded failure, so that Lambda tries again, and in the end keeps the event.
 */
export function createFastPathHandler(deps = fastPathDeps()): (event: unknown) => Promise<void> {
  const { sqs, s3, lambda, sns, sessions, environment, now } = deps;
  const report = (message: string, fields: Record<string, unknown>): void => log('error', message, fields);
  const wake = createWake({ lambda, now: () => now().getTime(), report });
  let readers: Readers | undefined;
  return async (event) => {
    const queueUrl = setting(environment, 'QUEUE_URL');
    const bucket = setting(environment, 'LEDGER_BUCKET');
    readers ??= {
      accounts: accountsFor(rememberedMs, accountsReader(s3, bucket)),
      exemptions: rememberedFor(rememberedMs, exemptionReader(s3, bucket)),
      changes: changeSources(s3, bucket, setting(environment, 'RULE_PARAMETERS')),
    };
    const { exemptions, changes } = readers;
    const accounts = await readers.accounts();
    const asked = askedOf(event, new Set([...ownRoles(environment), ...menderRoles(accounts)]));
    if ('ignored' in asked) return log('info', 'ignored', { reason: asked.ignored });
    const { place } = asked;
    const { eventId, eventName } = asked.call;
    const stranger = notJudged(asked, accounts);
    if (stranger !== undefined) return log('info', 'ignored', { reason: stranger, eventId });
    const { account, options } = await accessTo(accounts, place, { own: accounts.hub, sessions });
    const config = deps.configIn(place.region, options);
    const enabled = rulesIn(account, enabledRules(environment, deps.rules));
    const { instructions, unjudged, notices, sightings } = await findViolations(asked, enabled, {
      exemptions,
      now,
      remediatorOf,
      readerIn: (type, where) => deps.liveReader(type, where, options, changes),
      recordChange: (call, groupId) => {
        const ec2 = ec2ClientOf(call.region, options);
        return recordChange(call, groupId, { s3, bucket, config, ec2, pause: deps.pause });
      },
      groupsNamed: (region, name) => groupsNamed(ec2ClientOf(region, options), name),
      violatedBefore: (configRule, resource) => violatedBefore(config, configRule, resource),
      report,
    });
    await sendInstructions(sqs, queueUrl, instructions);
    log('info', 'looked', { eventId, eventName, ...place, queued: instructions.map(({ rule }) => rule) });
    const coordinator = environment['COORDINATOR'] ?? '';
    await Promise.all([
      instructions.length > 0 && coordinator !== '' ? wake(coordinator) : undefined,
      recordSightings(s3, bucket, sightings, report),
    ]);
    if (notices.length > 0) await publishNotices(sns, setting(environment, 'NOTIFICATION_TOPIC_ARN'), notices);
    const [first] = unjudged;
    if (first !== undefined) throw first;
  };
}
