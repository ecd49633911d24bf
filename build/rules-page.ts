import type { Exemption } from '../contract/exemption.ts';
import { remediators } from '../remediators/registry.ts';
import type { RegisteredRule } from '../rules/registered-rule.ts';
import { rules } from '../rules/registry.ts';
import { isJudgedByConfig } from '../rules/rule.ts';

/** How much of each rule can be exempted beside all of it, where it can be less: the narrower, the better. */
const targets: Readonly<Record<string, Partial<Exemption>>> = {
  'security-group-restricted-ports': { port: '22', cidr: '198.51.100.0/24' },
  'security-group-authorized-ports': { port: '8443' },
  'security-group-default-closed': { cidr: '10.0.0.0/8' },
  'security-group-open-egress': { port: '5432', cidr: '203.0.113.0/24' },
  'security-group-unapproved-change': { port: '443', cidr: '198.51.100.0/24' },
  's3-bucket-public-access': { sid: 'PublicWebsite' },
  's3-bucket-public-access-block': { setting: 'blockPublicPolicy' },
  's3-account-public-access-block': { setting: 'restrictPublicBuckets' },
};

const triggers = {
  change: 'when AWS Config records a change',
  periodic: 'every 24 hours',
  cloudtrail: 'upon each API call, [in the fast path](fast-path.md)',
} as const satisfies Record<RegisteredRule['triggers'][number], string>;

/** `docs/rules.md`: of every rule what it judges and why, its parameters, what mends it, what its roles may, how to exempt. */
export function rulesPage(): string {
  return [
    '# Rules',
    '',
    'Written by `npm run rules-page` from the registry; `configmend rules` prints the same. Parameters are strings, as AWS Config gives them; a wrong one is',
    'an error that names rule, parameter and value. Severities can be set by `rule_severities`, parameters by `rule_parameters` ([deploy](deploy.md#variables)).',
    'What cannot be judged is NON_COMPLIANT, says so, and is left to people.',
    '',
    '| rule | severity | on by default | violation |',
    '| --- | --- | --- | --- |',
    ...rules.map(
      ({ id, severity, enabledByDefault, summary }) =>
        `| [\`${id}\`](#${id}) | ${severity} | ${enabledByDefault ? 'yes' : 'no'} | ${cell(summary)} |`,
    ),
    '',
    ...rules.flatMap(sectionOf),
    '## Remediators',
    '',
    'The role of each may make these calls; [resources](resources.md) says on which resources.',
    '',
    '| remediator | IAM actions |',
    '| --- | --- |',
    ...remediators.map(({ id, iamActions }) => `| \`${id}\` | ${iamActions.map(code).join(' ')} |`),
    '',
  ].join('\n');
}

function sectionOf(rule: RegisteredRule): string[] {
  const { id, resourceType, severity, enabledByDefault, summary, risk, mend, iamActions } = rule;
  return [
    `## ${id}`,
    '',
    `**${summary}** ${risk}`,
    '',
    `- Judges \`${resourceType}\` ${rule.triggers.map((trigger) => triggers[trigger]).join(', and ')}. Severity ${severity}; ${enabledByDefault ? 'on' : 'off'} by default.`,
    'by' in mend
      ? `- Mended by [\`${mend.by}\`](#remediators): ${mend.summary}`
      : `- Not mended: ${mend.unmendedBecause}`,
    `- ${isJudgedByConfig(rule) ? 'Its role may read, beside what AWS Config hands over' : 'The fast path reads for it'}: ${iamActions.map(code).join(' ') || 'nothing'}.`,
    '',
    ...parametersOf(rule),
    'An exemption from it:',
    '',
    '```json',
    JSON.stringify(exampleExemption(rule), null, 2),
    '```',
    '',
  ];
}

function parametersOf({ parameters }: RegisteredRule): string[] {
  const rows = Object.entries(parameters).map(([name, { summary, default: value, example }]) => {
    const shown = example === undefined ? (value === '' ? 'empty' : code(value)) : `none; such as ${code(example)}`;
    return `| \`${name}\` | ${shown} | ${cell(summary)} |`;
  });
  if (rows.length === 0) return ['It has no parameters.', ''];
  return ['| parameter | default | meaning |', '| --- | --- | --- |', ...rows, ''];
}

/** As the Terraform variable `exemptions` takes it. */
export function exampleExemption({ id, resourceType }: Pick<RegisteredRule, 'id' | 'resourceType'>): Exemption {
  const resource = {
    'AWS::EC2::SecurityGroup': 'sg-0a1b2c3d4e5f60718',
    'AWS::S3::Bucket': 'acme-website',
    'AWS::S3::AccountPublicAccessBlock': '111122223333',
  }[resourceType];
  return {
    id: 'until-the-move',
    rule: id,
    resource,
    ...targets[id],
    owner: 'network team',
    reason: 'agreed to until the move in December',
    ticket: 'NET-7',
    created: '2026-11-20',
    expires: '2026-12-31',
  };
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
