import { describeSelection, describeTarget } from '../../exemptions/exemption-words.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { renderInspection } from '../inspect/render-inspection.ts';
import { renderBreaker } from '../render-breaker.ts';
import { type painter, table } from '../table.ts';
import type { Annotated, RuleCompliance } from './compliance.ts';
import type { Story, Told } from './story.ts';

type Paint = ReturnType<typeof painter>;

const titles: Readonly<Record<keyof Story, string>> = {
  account: '1  An account, as accounts are',
  detected: '2  AWS Config records it, the rules judge it',
  waiting: '3  The gate is closed: what waits in the queue',
  mended: '4  The gate opens: what was done',
  exempt: '5  What is exempt',
  tugOfWar: '6  A tug-of-war',
  undone: '7  A mend is undone',
  feed: '8  The Slack feed',
  end: '9  In the end',
};

/** One section of the story as text; `names` gives the names of resource ids. */
export function renderSection<K extends keyof Story>(told: Told<K>, names: Map<string, string>, paint: Paint): string {
  const body = renderers[told.section](told.content, names, paint);
  return `\n${paint('bold', titles[told.section])}\n\n${body}`;
}

const renderers: { [K in keyof Story]: (content: Story[K], names: Map<string, string>, paint: Paint) => string } = {
  account({ accountId, region, groups, buckets }) {
    const rows = [...groups, ...buckets].map(({ id, name, about }) => [id === name ? '' : name, id, about]);
    return `Account ${accountId}, ${region}: ${groups.length} security groups, ${buckets.length} buckets.\n\n${table(rows)}`;
  },
  detected({ itemsRecorded, putEvaluations, rules }, names, paint) {
    const found = rules.flatMap(({ findings }) =>
      findings.map(({ resourceId, annotation }) => [paint('red', label(resourceId, names)), annotation]),
    );
    const counts =
      `${itemsRecorded} items recorded, the VPC's default group and the ledger's own bucket among them; ` +
      `${putEvaluations} verdicts put to AWS Config.`;
    const exempt = exemptions(rules).map(({ resourceId, annotation }) => [
      paint('green', label(resourceId, names)),
      annotation,
    ]);
    return `${counts}\n\n${complianceTable(rules)}\n\n${table([...found, ...exempt])}`;
  },
  waiting({ inspection, coordinator, mutatingCalls, stateUnchanged, queueUnchanged }, names, paint) {
    const inspected = renderInspection(inspection, paint, ({ id }) => label(id, names));
    const proof = [
      `The coordinator, started by hand, answers: ${JSON.stringify(coordinator)}`,
      `Calls that change anything: ${mutatingCalls}. Live state as before: ${yes(stateUnchanged)}. Queue as before: ${yes(queueUnchanged)}.`,
    ];
    return `${paint('dim', '$ configmend inspect')}\n${inspected}\n\n${proof.join('\n')}`;
  },
  mended({ handMended, denied, outcomes, deadLetters }, names, paint) {
    const rows = outcomes.map(({ resourceId, outcome, liveAfter }) => [
      paint(outcome === 'mended' ? 'green' : outcome === 'nothing-to-do' ? 'dim' : 'red', outcome),
      label(resourceId, names),
      liveAfter.join('; '),
    ]);
    const intro = [
      `Meanwhile somebody mended ${label(handMended, names)} by hand, and a service control policy denies changes of ${label(denied, names)}.`,
      'enable_auto_response = true; a minute later the schedule starts the coordinator.',
    ].join('\n');
    const dead = deadLetters.map(
      ({ resourceId, code, reason }) => `dead letter: ${label(resourceId, names)} [${code}] ${reason}`,
    );
    return `${intro}\n\n${table(rows, ['OUTCOME', 'RESOURCE', 'LIVE STATE AFTER'])}\n\n${dead.join('\n')}`;
  },
  exempt({ resourceId, declared, compliance, annotation, live, stateUnchanged }, names, paint) {
    const rows = declared.map((exemption) => [
      exemption.id,
      exemption.rule,
      describeSelection(exemption),
      describeTarget(exemption),
      exemption.owner,
      exemption.expires,
    ]);
    return [
      'The Terraform variable exemptions has:',
      '',
      table(rows, ['ID', 'RULE', 'RESOURCES', 'EXEMPT', 'OWNER', 'EXPIRES']),
      '',
      `${paint('green', label(resourceId, names))}  ${compliance}, ${annotation}`,
      `Its live state is ${live.join('; ')}. As before: ${yes(stateUnchanged)}.`,
    ].join('\n');
  },
  tugOfWar({ resourceId, by, limit, broughtBack, breaker }, names, paint) {
    const rows = broughtBack.map(({ outcome, liveAfter }) => [
      paint(outcome === 'mended' ? 'green' : 'yellow', outcome),
      liveAfter.join('; '),
    ]);
    return [
      `Whenever ${label(resourceId, names)} is mended, ${by} opens it again.`,
      `breaker_limits = { tug_of_war = ${limit} }: so many mends of the same in 24 h, and it is left to people.`,
      '',
      table(rows, ['OUTCOME', 'LIVE STATE AFTER']),
      '',
      paint('dim', '$ configmend breaker'),
      renderBreaker(breaker, paint),
    ].join('\n');
  },
  undone({ action, printed, coordinator, mutatingCalls, compliance, annotation, asBeforeTheMend }, _names, paint) {
    const colours = { '-': 'red', '+': 'green' } as const;
    const lines = printed.map((line) => {
      const [first = ''] = line;
      return first === '-' || first === '+' ? paint(colours[first], line) : line;
    });
    return [
      paint('dim', `$ configmend restore ${action} --yes`),
      ...lines,
      '',
      `As before the mend: ${yes(asBeforeTheMend)}. ${compliance}, ${annotation}`,
      `The coordinator, started again, answers: ${JSON.stringify(coordinator)}`,
      `Calls that change anything: ${mutatingCalls}.`,
    ].join('\n');
  },
  feed({ messages, inFull }, names, paint) {
    const told = messages.map((message, index) => {
      const text = withNames(renderPlain(message), names);
      return inFull.includes(index) ? `${quote(text)}\n` : quote(text.split('\n')[0] ?? '');
    });
    const note = `${messages.length} messages; ${inFull.length} in full, of the others the first line (--json has all).`;
    return `${paint('dim', note)}\n\n${told.join('\n')}`;
  },
  end({ rules, outcomes, awsCalls, seconds }, names) {
    const left = rules.flatMap(({ findings }) =>
      findings.map(({ resourceId, annotation }) => `${label(resourceId, names)}: ${annotation}`),
    );
    const exempt = exemptions(rules).map(({ resourceId, annotation }) => `${label(resourceId, names)}: ${annotation}`);
    const calls = Object.entries(awsCalls).map(([service, count]) => `${service} ${count}`);
    const times = Object.entries(seconds).map(([name, value]) => `${name} ${value} s`);
    const totals = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
    return [
      complianceTable(rules),
      '',
      left.length === 0 ? 'Nothing is left.' : `Left to people:\n  ${left.join('\n  ')}`,
      ...(exempt.length === 0 ? [] : [`Exempt:\n  ${exempt.join('\n  ')}`]),
      '',
      `Outcomes: ${totals.join(', ')}`,
      `AWS calls of the pipeline: ${calls.join(', ')}`,
      `Times: ${times.join(', ')}`,
    ].join('\n');
  },
};

function complianceTable(rules: readonly RuleCompliance[]): string {
  const rows = rules.map(({ rule, verdict, compliant, nonCompliant }) => [
    rule,
    verdict,
    String(compliant),
    String(nonCompliant),
  ]);
  return table(rows, ['RULE', 'VERDICT', 'COMPLIANT', 'NOT']);
}

function exemptions(rules: readonly RuleCompliance[]): Annotated[] {
  return rules.flatMap(({ exempt }) => exempt);
}

function label(id: string, names: Map<string, string>): string {
  const name = names.get(id);
  return name === undefined || name === id ? id : `${name} (${id})`;
}

/** Ids are what Slack shows; a reader of the story knows the groups by name. */
function withNames(text: string, names: Map<string, string>): string {
  const [first = '', ...rest] = text.split('\n');
  const known = [...names].find(([id, name]) => id !== name && first.includes(id));
  return [known === undefined ? first : `${first}  (${known[1]})`, ...rest].join('\n');
}

function yes(held: boolean): string {
  return held ? 'yes' : 'NO';
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `  | ${line}`.trimEnd())
    .join('\n');
}
