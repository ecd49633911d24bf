import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { exampleExemption, rulesPage } from '../../build/rules-page.ts';
import { exemptionFaults } from '../../cli/exemption-faults.ts';
import { listRules } from '../../cli/list-rules.ts';
import type { GroupRule } from '../../contract/resource.ts';
import type { Violation } from '../../contract/violation.ts';
import { exemptPart } from '../../exemptions/exempt-part.ts';
import { remediators } from '../../remediators/registry.ts';
import { ruleOf, rules } from '../../rules/registry.ts';

const page = readFileSync(join(repositoryRoot(), 'docs', 'rules.md'), 'utf8');
const sectionOf = (id: string): string => page.split(`\n## ${id}\n`)[1]?.split('\n## ')[0] ?? '';

describe('docs/rules.md', () => {
  it('is what the registry gives', () => {
    assert.equal(page, rulesPage(), 'run `npm run rules-page`');
  });

  for (const rule of rules) {
    describe(rule.id, () => {
      const section = sectionOf(rule.id);

      it('says what it judges, why it matters, and what mends it', () => {
        assert.include(section, `**${rule.summary}** ${rule.risk}`);
        assert.include(section, 'by' in rule.mend ? rule.mend.summary : rule.mend.unmendedBecause);
        assert.include(section, `Severity ${rule.severity}; ${rule.enabledByDefault ? 'on' : 'off'} by default.`);
      });

      it('says in one sentence why it matters, short enough for a phone', () => {
        assert.match(rule.risk, /^[A-Z][^\n.]*\.$/);
        assert.isAtMost(rule.risk.length, 160);
        assert.notInclude(rule.risk, '`');
      });

      it('names every parameter with its default', () => {
        for (const [name, { default: value }] of Object.entries(rule.parameters)) {
          assert.include(section, `| \`${name}\` | `);
          assert.include(section, value);
        }
      });

      it('shows an exemption that is taken', () => {
        const [, shown = ''] = /```json\n([^`]+)```/.exec(section) ?? [];
        const entry: unknown = JSON.parse(shown);

        assert.deepEqual(entry, exampleExemption(rule));
        assert.deepEqual(exemptionFaults([entry], 90).faults, []);
      });

      it('is listed with its reason', () => {
        assert.include(listRules(false), `\n  ${rule.risk}\n`);
        assert.include(listRules(true), JSON.stringify(rule.risk));
      });
    });
  }

  it('names what the roles may do', () => {
    for (const { iamActions } of [...rules, ...remediators]) {
      for (const action of iamActions) assert.include(page, `\`${action}\``);
    }
  });
});

describe('an example of an exemption', () => {
  const open = (from: number, cidr: string, direction: GroupRule['direction'] = 'ingress'): GroupRule => ({
    direction,
    protocol: 'tcp',
    fromPort: from,
    toPort: from,
    source: { kind: 'ipv4', cidr },
  });
  const exposed = (rule: GroupRule, port: number): Violation => ({
    kind: 'exposed-ports',
    rule,
    protocol: 'tcp',
    ports: [{ from: port, to: port }],
    reachedBy: 'somebody',
  });
  const settled: [string, Violation][] = [
    ['security-group-restricted-ports', exposed(open(22, '198.51.100.0/25'), 22)],
    ['security-group-authorized-ports', exposed(open(8443, '0.0.0.0/0'), 8443)],
    ['security-group-default-closed', { kind: 'unwanted-rule', rule: open(80, '10.1.0.0/16'), reason: 'x' }],
    ['security-group-open-egress', exposed(open(5432, '203.0.113.7/32', 'egress'), 5432)],
    [
      'security-group-unapproved-change',
      {
        kind: 'unapproved-change',
        rule: open(443, '198.51.100.9/32'),
        ruleId: 'sgr-0123456789abcdef0',
        actor: 'somebody',
        at: '2026-11-20T10:00:00Z',
        eventId: 'e',
        eventName: 'AuthorizeSecurityGroupIngress',
      },
    ],
    ['s3-bucket-public-access', { kind: 'public-statement', index: 0, sid: 'PublicWebsite', reason: 'x' }],
    ['s3-bucket-public-access-block', { kind: 'block-off', of: 'bucket', settings: ['blockPublicPolicy'] }],
    ['s3-account-public-access-block', { kind: 'block-off', of: 'account', settings: ['restrictPublicBuckets'] }],
  ];
  for (const [id, violation] of settled) {
    it(`exempts what ${id} finds`, () => {
      const rule = ruleOf(id);
      assert.isDefined(rule);

      const { exempt, open: left } = exemptPart(violation, exampleExemption(rule));

      assert.isNotNull(exempt);
      assert.isNull(left);
    });
  }
});
