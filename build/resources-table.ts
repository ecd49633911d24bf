import * as v from 'valibot';
import { asJson } from '../checks/expressions.ts';
import { judgedHereIds, memberIds } from '../stacks/members.ts';

const Resource = v.looseObject({
  count: v.optional(v.union([v.string(), v.number()])),
  for_each: v.optional(v.string()),
});
const Template = v.object({ resource: v.record(v.string(), v.record(v.string(), Resource)) });
type Template = v.InferOutput<typeof Template>;

const oneOrMore = v.pipe(
  v.union([v.string(), v.array(v.string())]),
  v.transform((value) => [value].flat()),
);
const Policy = v.object({
  Statement: v.array(
    v.object({
      Action: oneOrMore,
      Resource: oneOrMore,
      Condition: v.optional(v.record(v.string(), v.record(v.string(), oneOrMore)), {}),
    }),
  ),
});
const TrustPolicy = v.object({
  Statement: v.array(
    v.object({
      Action: oneOrMore,
      Principal: v.record(v.string(), oneOrMore),
      Condition: v.optional(v.record(v.string(), v.record(v.string(), oneOrMore)), {}),
    }),
  ),
});
const Role = v.object({ assume_role_policy: v.string() });
type Conditions = v.InferOutput<typeof Policy>['Statement'][number]['Condition'];
const RolePolicy = v.object({ role: v.string(), policy: v.string() });
const Permission = v.looseObject({
  function_name: v.string(),
  principal: v.string(),
  source_account: v.optional(v.string()),
  source_arn: v.optional(v.string()),
});

/** What each stack deploys and may do, as one Markdown document. Takes Terraform JSON; throws for what is none. */
export function resourcesDocument(main: unknown, member: unknown, cisAlarms: unknown): string {
  const template = v.parse(Template, main);
  const ofMember = v.parse(Template, member);
  return [
    '# What is deployed, and what it may do',
    '',
    'Written by `npm run resources-table` from the synthesised stacks. In the tables `${…}` is what Terraform fills in.',
    '',
    '## Resources of the main stack',
    '',
    resourcesTable(template),
    '',
    '## Permissions of each role',
    '',
    'A role has a policy, made of what the rules and remediators declare and of what every part of the pipeline needs, and a second one',
    'where variables ask for more, such as members. The role of the recorder has the AWS-managed policy `AWS_ConfigRole` as well.',
    '',
    permissionsTable(template),
    '',
    '## Who may invoke the functions',
    '',
    invocationsTable(template),
    '',
    '## Resources of the stack of a member',
    '',
    'Its form for CloudFormation has the same roles, Config rules, recorder and events, without what is there for `judge` = `local`.',
    '',
    resourcesTable(ofMember),
    '',
    '## Who may take the roles of a member',
    '',
    trustTable(ofMember),
    '',
    '## Permissions of each role of a member',
    '',
    permissionsTable(ofMember),
    '',
    '## Who may invoke the functions of a member that judges itself',
    '',
    invocationsTable(ofMember),
    '',
    '## Resources of the stack of CIS alarms',
    '',
    resourcesTable(v.parse(Template, cisAlarms)),
    '',
  ].join('\n');
}

function resourcesTable({ resource }: Template): string {
  const rows = Object.entries(resource).flatMap(([type, ofType]) => {
    const byCondition = new Map<string, string[]>();
    for (const [name, { count, for_each: each }] of Object.entries(ofType)) {
      const when =
        count !== undefined ? conditionOf(String(count)) : each !== undefined ? `for each of ${inWords(each)}` : '';
      byCondition.set(when, [...(byCondition.get(when) ?? []), name]);
    }
    return [...byCondition].map(([when, names]) => [
      type,
      names.map(code).join(', '),
      when === '' ? 'always' : code(when),
    ]);
  });
  return table(['type', 'resources', 'there if'], rows);
}

/** `${var.enabled ? 1 : 0}` is `var.enabled`; with the numbers the other way round, its opposite. */
function conditionOf(count: string): string {
  const [, condition, first] = /^\$\{(.*) \? ([01]) : [01]\}$/.exec(count) ?? [];
  if (condition === undefined) return count;
  return inWords(first === '1' ? condition : `not (${condition})`);
}

/** The accounts that a table is full of, as people say them. */
function inWords(expression: string): string {
  return expression
    .replaceAll(`length(${memberIds}) > 0`, 'there is a member')
    .replaceAll(`length(${judgedHereIds}) > 0`, 'there is a member in this region')
    .replaceAll(memberIds, 'members')
    .replaceAll(judgedHereIds, 'members in this region');
}

function permissionsTable({ resource }: Template): string {
  const rows = Object.values(resource['aws_iam_role_policy'] ?? {}).flatMap((found) => {
    const { role, policy } = v.parse(RolePolicy, found);
    return v
      .parse(Policy, parsePolicy(policy))
      .Statement.map(({ Action, Resource, Condition }) => [
        code(nameOf(role)),
        Action.map(code).join(' '),
        Resource.map(inWords).map(code).join(' '),
        conditionsText(Condition),
      ]);
  });
  return table(['role', 'actions', 'on', 'only if'], rows);
}

function trustTable({ resource }: Template): string {
  const rows = Object.entries(resource['aws_iam_role'] ?? {}).flatMap(([name, found]) => {
    const { assume_role_policy: policy } = v.parse(Role, found);
    return v
      .parse(TrustPolicy, parsePolicy(policy))
      .Statement.map(({ Action, Principal, Condition }) => [
        code(name),
        Action.map(code).join(' '),
        Object.values(Principal).flat().map(code).join(' '),
        conditionsText(Condition),
      ]);
  });
  return table(['role', 'actions', 'principal', 'only if'], rows);
}

function conditionsText(conditions: Conditions): string {
  return Object.entries(conditions)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => code(`${operator} ${key} ${values.join(' or ')}`)),
    )
    .join(' ');
}

function invocationsTable({ resource }: Template): string {
  const rows = Object.values(resource['aws_lambda_permission'] ?? {}).map((found) => {
    const { function_name: name, principal, source_account: account, source_arn: arn } = v.parse(Permission, found);
    return [
      code(nameOf(name)),
      principal,
      account === undefined ? '' : code(account),
      arn === undefined ? '' : code(arn),
    ];
  });
  return table(['function', 'principal', 'account', 'on behalf of'], rows);
}

function parsePolicy(text: string): unknown {
  return JSON.parse(asJson(text));
}

/** `${aws_iam_role.coordinator-role.name}` is `coordinator-role`. */
function nameOf(reference: string): string {
  return /^\$\{aws_\w+\.([\w-]+)/.exec(reference)?.[1] ?? reference;
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
