import { assert } from 'chai';
import { jsonErrorOffset } from '../../cli/json-error-offset.ts';
import { plainText } from '../../cli/plain-text.ts';
import { readScanInput } from '../../cli/scan-input.ts';
import { emptyContext } from '../../contract/context.ts';
import { Failure } from '../../contract/failure.ts';
import type { Resource } from '../../contract/resource.ts';
import { parseInstruction, readMessage } from '../../coordinator/read-message.ts';
import { matches } from '../../exemptions/selects.ts';
import { tagExemption } from '../../exemptions/tag-exemption.ts';
import { parseApiCall } from '../../fast-path/api-call.ts';
import { escapeWithin, fencedLine, oneLine } from '../../notifier/mrkdwn.ts';
import { parseEvent } from '../../notifier/parse-event.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { covers } from '../../publicness/pattern.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { remediatorOf } from '../../remediators/registry.ts';
import { annotate } from '../../rules/annotation.ts';
import { isApproved } from '../../rules/approved-principals.ts';
import { rules } from '../../rules/registry.ts';
import { parseRuleEvent } from '../../rules/rule-event.ts';
import { apiCallEvent } from '../support/api-calls.ts';
import { allow, bucket, policy } from '../support/buckets.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { groupIdentity, instruction, sqsMessage } from '../support/instructions.ts';
import { outcomeNotice, snsEvent } from '../support/notices.ts';
import { changeEvent, groupItem } from '../support/rule-events.ts';
import { assertLinear } from './support/cost.ts';
import { type Case, costsWhatItWeighs, hostile } from './support/hostile.ts';

const bound = rules.map((rule) => [rule, rule.withParameters(givenParameters(rule))] as const);

/** Judged by every rule of its type, annotated, and a mend of it planned. */
function worked(resource: Resource): void {
  for (const [{ resourceType, mend }, judge] of bound) {
    if (resourceType !== resource.type) continue;
    const violations = judge(resource, emptyContext);
    annotate(violations);
    if ('by' in mend) remediatorOf(mend.by)?.plan(resource, violations, {});
  }
}

const address = (at: number): string => `${1 + (at % 200)}.${Math.floor(at / 200) % 200}.${at % 7}.0/24`;
const many = (count: number, of: (at: number) => unknown): string =>
  JSON.stringify(Array.from({ length: count }, (_, at) => of(at)));

/** A policy of so many bytes, more or less. */
const statements = (bytes: number) =>
  bucket({ policy: policy(...Array.from({ length: bytes / 100 }, (_, at) => allow({ Sid: `S${at}` }))) });
const principals = (bytes: number) =>
  bucket({
    policy: policy(
      allow({
        Principal: {
          AWS: Array.from({ length: bytes / 40 }, (_, at) => `arn:aws:iam::${100_000_000_000 + at}:role/r`),
        },
      }),
    ),
  });
const addresses = (bytes: number) =>
  bucket({
    policy: policy(
      allow({
        Condition: { IpAddress: { 'aws:SourceIp': Array.from({ length: bytes / 20 }, (_, at) => address(at)) } },
      }),
    ),
  });
const denied = (bytes: number) =>
  bucket({
    policy: policy({
      ...allow({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      Action: '*s'.repeat(bytes / 4),
      Resource: [`arn:aws:s3:::${'*a'.repeat(bytes / 4)}`],
    }),
  });

const sized = (violations: number): string =>
  JSON.stringify(
    instruction({
      violations: Array.from({ length: violations }, (_, at) => ({
        kind: 'undecided',
        subject: `pl-${at}`,
        reason: 'x'.repeat(150),
      })),
    }),
  );
const note = (lines: number) =>
  snsEvent(outcomeNotice({ before: Array.from({ length: lines }, (_, at) => `${at} <!channel> *x*`) }));

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const objects = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const within = (text: string, levels: number): string => text.replace('"HERE"', nested(levels));
const deepInstruction = (levels: number): string =>
  within(
    JSON.stringify(
      instruction({
        plan: { changes: [{ service: 'ec2', operation: 'X', input: { x: 'HERE' } }], before: [], after: [], notes: [] },
      }),
    ),
    levels,
  );

/** A Failure is an answer; a stack that ran out is none. */
function answered(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    assert.instanceOf(error, Failure, String(error));
  }
}

const cases: readonly Case[] = [
  hostile('a policy of 20 KB of statements', 10_000, statements, worked),
  hostile('a policy of 20 KB of principals', 10_000, principals, worked),
  hostile('a policy of 20 KB of addresses', 10_000, addresses, worked),
  hostile('a policy of 20 KB of wildcards', 10_000, denied, worked),
  hostile(
    'a policy nested 100,000 deep',
    50_000,
    (levels) => nested(levels),
    (text) => readPolicy(text),
  ),
  hostile('a message of 1 MB', 2500, sized, (body) => readMessage(sqsMessage(body))),
  hostile(
    'a message of 1 MB that is one text',
    500_000,
    (bytes) => JSON.stringify(instruction({ actor: 'x'.repeat(bytes) })),
    (body) => parseInstruction(body),
  ),
  hostile(
    'a message of 1 MB that is no JSON',
    500_000,
    (bytes) => '{"a":"'.repeat(bytes / 6),
    (body) => parseInstruction(body),
  ),
  hostile('a message nested 100,000 deep', 50_000, nested, (body) => parseInstruction(body)),
  hostile('an instruction nested 100,000 deep', 50_000, deepInstruction, (body) => readMessage(sqsMessage(body))),
  hostile('a notice of 1 MB', 20_000, note, (event) => parseEvent(event).map((one) => renderTelling(one))),
  hostile(
    'a record nested 100,000 deep',
    50_000,
    (levels) => snsEvent(objects(levels)),
    (event) => parseEvent(event),
  ),
  hostile(
    'an item nested 100,000 deep',
    50_000,
    (levels) => ({
      ...changeEvent(),
      invokingEvent: within(
        JSON.stringify({
          configurationItem: { ...groupItem(), configuration: 'HERE' },
          messageType: 'ConfigurationItemChangeNotification',
        }),
        levels,
      ),
    }),
    (event) => answered(() => parseRuleEvent(event)),
  ),
  hostile(
    'an API call nested 100,000 deep',
    50_000,
    (levels) => apiCallEvent({ requestParameters: JSON.parse(objects(levels)) as unknown }),
    (event) => parseApiCall(event),
  ),
  hostile(
    'a file of 1 MB that is broken at its end',
    50_000,
    (count) => `${many(count, (at) => ({ at }))}x`,
    (text) => jsonErrorOffset(text),
  ),
  hostile(
    'a file nested 100,000 deep',
    50_000,
    (levels) => JSON.parse(objects(levels)) as unknown,
    (content) => answered(() => readScanInput(content, 'x')),
  ),
  hostile(
    'a file nested 100,000 deep and broken',
    50_000,
    (levels) => '[{"a":'.repeat(levels),
    (text) => jsonErrorOffset(text),
  ),
  hostile(
    'parameters of 20,000 ports',
    10_000,
    (count) => Array.from({ length: count }, (_, at) => at).join(','),
    (ports) => rules[0]?.withParameters({ ports }),
  ),
  hostile(
    'parameters made to be read back and forth',
    50_000,
    (size) => `${'1-'.repeat(size)}x`,
    (ports) => answered(() => rules[0]?.withParameters({ ports })),
  ),
  hostile(
    'principals made to be read back and forth',
    20_000,
    (size) => `arn:aws:iam::1:role/${'*a'.repeat(size)}b`,
    (wanted) => isApproved({ type: 'IAMUser', arn: `arn:aws:iam::1:role/${'a'.repeat(wanted.length / 2)}` }, [wanted]),
  ),
  hostile(
    'text of 1 MB for Slack',
    500_000,
    (size) => '<`*_~:fire:&'.repeat(size / 12),
    (text) => [oneLine(text, 3000), escapeWithin(text, 3000), fencedLine(text, 3000)],
  ),
  hostile(
    'text of 1 MB for a terminal',
    500_000,
    (size) => '\u001B[2J \u202E'.repeat(size / 6),
    (text) => plainText(text),
  ),
];

describe('hostile sizes cost no more than they weigh', function () {
  costsWhatItWeighs(cases);

  it('wildcards within what AWS lets them be are matched at once', () => {
    const [pattern, text] = [`arn:aws:s3:::${'*a'.repeat(140)}b`, `arn:aws:s3:::${'a'.repeat(2000)}`];
    const tags = { 'configmend:exempt:x': `until 2026-12-31 ${'by because '.repeat(20)}`.slice(0, 256) };

    return assertLinear(
      (times) => times,
      50,
      (times) => {
        for (let time = 0; time < times; time++) {
          assert.isFalse(matches(pattern, text));
          covers(pattern, text);
          tagExemption(groupIdentity('sg-1', { tags }), 'x', 90, new Date('2026-11-20T00:00:00Z'));
        }
      },
      2000,
    );
  });
});
