import type { Severity } from '../../contract/instruction.ts';
import type { Change, Plan } from '../../contract/plan.ts';
import type { ResourceIdentity } from '../../contract/resource.ts';
import { lineDiff } from '../line-diff.ts';
import { onOneLine } from '../plain-text.ts';
import type { Colour, painter } from '../table.ts';
import { accountText, standingText } from './account-text.ts';
import { agoText } from './age.ts';
import type { InspectedFinding, InspectedResource, InspectedState, Inspection } from './inspection.ts';
import {
  asideText,
  byAccount,
  countText,
  isApart,
  number,
  severalPlans,
  stateText,
  summaryText,
} from './inspection-words.ts';

type Paint = ReturnType<typeof painter>;

const severityColours = { critical: 'red', high: 'red', medium: 'yellow', low: 'dim' } as const satisfies Record<
  Severity,
  Colour
>;
const signColours = { '-': 'red', '+': 'green', ' ': 'dim' } as const;
const stateColours = {
  'as-queued': 'dim',
  confirmed: 'dim',
  changed: 'yellow',
  clean: 'green',
  gone: 'green',
  exempt: 'green',
  people: 'yellow',
  unreadable: 'red',
} as const satisfies Record<InspectedState, Colour>;

const labelWidth = 11;
/** A bucket policy of 20 KB would bury everything else. */
const longestCall = 600;

/** The inspection as people read it: a block per resource, account by account where there are several, then what could not be read, then the count. */
export function renderInspection(inspection: Inspection, paint: Paint, titleOf = titled): string {
  const { resources, unreadable, partial, notes } = inspection;
  const groups = byAccount(resources);
  return [
    ...groups.flatMap(({ account, resources: ofIt }) => [
      ...(groups.length < 2 ? [] : [paint('bold', onOneLine(`ACCOUNT ${account}: ${countText(ofIt)}`)), '']),
      ...ofIt.flatMap((resource) => [renderResource(resource, inspection.at, paint, titleOf), '']),
    ]),
    ...unreadable.map(({ messageId, reason }) =>
      paint('yellow', `unreadable message ${onOneLine(messageId)}: ${onOneLine(reason)}`),
    ),
    ...(unreadable.length === 0 ? [] : ['The coordinator moves these to the dead letters.']),
    ...(partial === undefined ? [] : [paint('yellow', `Not all: ${partial}.`)]),
    ...notes.map((note) => paint('yellow', onOneLine(note))),
    summaryText(inspection),
  ].join('\n');
}

/** One resource; `at` is when it was looked at. */
export function renderResource(one: InspectedResource, at: string, paint: Paint, titleOf = titled): string {
  const {
    resource,
    severity,
    plan,
    oldestAt,
    actor,
    messages,
    attempts,
    exemption = [],
    harm = [],
    held = [],
    notBefore,
  } = one;
  const queued = [
    `found ${agoText(oldestAt, at)}`,
    number(messages, 'message'),
    ...(attempts === 0 ? [] : [`tried ${number(attempts, 'time')}`]),
    ...(notBefore === undefined ? [] : [`in its grace period until ${notBefore}`]),
  ];
  const state = stateText(one);
  const standing = standingText(one);
  const apart = isApart(one);
  return [
    `${paint(severityColours[severity], severity.toUpperCase().padEnd(labelWidth))}${paint('bold', onOneLine(titleOf(resource)))}  ${onOneLine(accountText(one))}  ${resource.region}`,
    ...(standing === '' ? [] : labelled('account', [paint('yellow', onOneLine(standing))], paint)),
    ...one.findings.flatMap((finding) => [
      ...renderFinding(finding, one.findings.length > 1, paint),
      ...(apart ? renderPlan(finding.plan, paint) : []),
    ]),
    ...(apart ? labelled('note', [severalPlans], paint) : renderPlan(plan, paint)),
    ...labelled('harm', harm.map(onOneLine), paint),
    ...labelled(
      'exempt',
      exemption.map((line) => paint('green', onOneLine(line))),
      paint,
    ),
    ...labelled(
      'held',
      held.map((line) => paint('yellow', onOneLine(line))),
      paint,
    ),
    ...(state === '' ? [] : labelled('now', [paint(stateColours[one.state], onOneLine(state))], paint)),
    ...(actor === undefined ? [] : labelled('by', [onOneLine(actor)], paint)),
    ...labelled('queue', [queued.join(', ')], paint),
  ].join('\n');
}

/** AWS's consoles show the tag Name for a resource's name. */
function titled({ id, tags }: ResourceIdentity): string {
  const { Name: name = '' } = tags;
  return name === '' ? id : `${id} (${name})`;
}

function renderFinding(finding: InspectedFinding, isOneOfSeveral: boolean, paint: Paint): string[] {
  const { rule, exposure, violations } = finding;
  const aside = asideText(finding, isOneOfSeveral);
  const via = aside === '' ? '' : paint('dim', `  (${aside})`);
  const label = violations.some(({ kind }) => exposing.has(kind)) ? 'exposed' : 'wrong';
  return [...labelled('rule', [`${onOneLine(rule)}${via}`], paint), ...labelled(label, exposure.map(onOneLine), paint)];
}

const exposing: ReadonlySet<string> = new Set(['exposed-ports', 'public-grant', 'public-statement']);

function renderPlan({ before, after, notes, changes }: Plan, paint: Paint): string[] {
  const lines = lineDiff(before, after).map(({ sign, text }) => paint(signColours[sign], `${sign} ${onOneLine(text)}`));
  return [
    ...labelled('change', lines, paint),
    ...labelled('note', notes.map(onOneLine), paint),
    ...labelled(
      'call',
      changes.map((change) => paint('dim', renderCall(change))),
      paint,
    ),
  ];
}

function renderCall({ service, operation, input }: Change): string {
  const text = onOneLine(`${service}:${operation} ${JSON.stringify(input)}`);
  return text.length <= longestCall ? text : `${text.slice(0, longestCall)}… (--json has all of it)`;
}

/** The label stands before the first line only. */
function labelled(label: string, lines: readonly string[], paint: Paint): string[] {
  return lines.map((line, index) => `${paint('dim', `  ${index === 0 ? label : ''}`.padEnd(labelWidth))}${line}`);
}
