import { assert } from 'chai';
import * as v from 'valibot';
import { scan } from '../../cli/scan.ts';
import { dayMs } from '../../exemptions/in-force.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createGroup, tcp } from '../end-to-end/support/security-groups.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { configmend, printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { exemption } from '../support/exemptions.ts';
import { groupItem, permission } from '../support/rule-events.ts';

const Scan = v.object({
  evaluations: v.array(
    v.object({
      resourceId: v.string(),
      compliance: v.string(),
      annotation: v.optional(v.string()),
      violations: v.array(v.unknown()),
      plan: v.array(v.object({ operation: v.string() })),
    }),
  ),
});

const rule = 'security-group-restricted-ports';
const day = (days: number): string => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);
const inForce = { created: day(-1), expires: day(10) };
const ssh = exemption({ id: 'ssh', port: '22', ticket: 'NET-7', ...inForce });
const asRuled = `exempt until ${inForce.expires} by network team: the partner moves in December (NET-7)`;

const open = groupItem({
  configuration: {
    groupName: 'web',
    ipPermissions: [permission('tcp', 22, 22, '0.0.0.0/0'), permission('tcp', 3389, 3389, '0.0.0.0/0')],
  },
});

describe('scan --exemptions', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  async function judged(items: readonly unknown[], list: unknown, json = true) {
    const terminal = printed();
    const [file, exemptions] = [await files.write('items.json', items), await files.write('exempt.json', list)];
    const code = await scan({ file, exemptions, rule: [rule], ...(json ? { json } : {}) }, terminal);
    return { code, out: terminal.stdout.join('\n') };
  }
  const evaluations = (out: string) => v.parse(Scan, JSON.parse(out)).evaluations;

  for (const [form, list] of [
    ['a list', [ssh]],
    ['a .tfvars.json file', { exemptions: [ssh], exemption_max_days: 30, tag_exemptions: null }],
    ['the object of the ledger bucket', { version: 1, maxDays: 30, tagExemptions: false, exemptions: [ssh] }],
  ] as const) {
    it(`calls what is all exempt COMPLIANT, in the rule's own words, by ${form}`, async () => {
      const { code, out } = await judged([groupItem()], list);

      assert.equal(code, 0);
      assert.deepEqual(evaluations(out), [
        { resourceId: 'sg-1', compliance: 'COMPLIANT', annotation: asRuled, violations: [], plan: [] },
      ]);
    });
  }

  it('judges, and plans for, the rest of what is partly exempt', async () => {
    const { code, out } = await judged([open], [ssh]);

    const [verdict = assert.fail('nothing was judged')] = evaluations(out);
    assert.equal(code, 2);
    assert.equal(verdict.compliance, 'NON_COMPLIANT');
    assert.equal(verdict.annotation, 'tcp 3389 from 0.0.0.0/0 opens tcp 3389 to the whole IPv4 internet');
    assert.lengthOf(verdict.violations, 1);
    assert.include(JSON.stringify(verdict.plan), 'RevokeSecurityGroupIngress');
  });

  for (const [what, other] of [
    ['has ended', { created: day(-9), expires: day(-1) }],
    ['has not begun', { created: day(1), expires: day(9) }],
    ['is of another rule', { rule: 'security-group-open-egress' }],
    ['is of another account', { account: '210987654321' }],
  ] as const) {
    it(`takes nothing for exempt by one that ${what}`, async () => {
      const { code } = await judged([groupItem()], [{ ...ssh, ...other }]);

      assert.equal(code, 2);
    });
  }

  it('lets a tag exempt only where the file says that tags do', async () => {
    const tag = `until ${day(5)} by ops because the fair is on`;
    const tagged = groupItem({ tags: { [`configmend:exempt:${rule}`]: tag } });

    const [without, allowed] = [
      await judged([tagged], { exemptions: [] }),
      await judged([tagged], { tag_exemptions: true, exemptions: [] }),
    ];

    assert.deepEqual([without.code, allowed.code], [2, 0]);
    assert.match(evaluations(allowed.out)[0]?.annotation ?? '', /^exempt until .* by ops: the fair is on$/);
  });

  it('shows people what is exempt beside what is not, and counts it', async () => {
    const other = { ...open, resourceId: 'sg-2', configuration: { ...Object(open['configuration']), groupId: 'sg-2' } };

    const { out } = await judged([groupItem(), other], [ssh], false);

    assert.match(out, /^RULE +RESOURCE +REGION +EXEMPT$/m);
    assert.include(out, `sg-1      eu-west-1  ${asRuled}`);
    assert.match(out, /^security-group-restricted-ports +sg-2 +eu-west-1 +tcp 3389 from /m);
    assert.equal(out.split('\n').at(-1), '1 compliant (1 exempt), 1 not, 0 not applicable, 0 unread');
  });

  for (const [what, list, says] of [
    ['no list', { some: 'thing' }, 'neither a list of exemptions nor an object that has one'],
    ['a bad entry', [{ ...ssh, owner: '' }], 'exemptions[0] (ssh): owner'],
    ['one that would last too long', { maxDays: 3, exemptions: [ssh] }, 'it may last 3 days at most'],
    ['several', [ssh, { ...ssh, port: 'ssh' }, { ...ssh, id: 'x', rule: 'x' }], 'names all 2 faults'],
  ] as const) {
    it(`judges nothing where the file holds ${what}, and says where`, async () => {
      await assertRejects(judged([groupItem()], list), 'FILE_UNREADABLE', says);
    });
  }
});

describe('configmend scan --exemptions, over an account', () => {
  let account: LocalAccount;
  let files: TemporaryFiles;
  before(async () => {
    [account, files] = await Promise.all([startLocalAccount({ seed: 1 }), temporaryFiles()]);
  });
  after(async () => {
    await account.stop();
    await files.remove();
  });

  it('calls the exempt group compliant, and the other one not', async () => {
    const [exempted, other] = [
      await createGroup(account, [tcp(22, '0.0.0.0/0')]),
      await createGroup(account, [tcp(22, '0.0.0.0/0')]),
    ];
    const list = await files.write('exempt.json', [{ ...ssh, resource: exempted }]);

    const { code, stdout } = await configmend(
      ['scan', '--rule', rule, '--exemptions', list, '--json'],
      account.environment(),
    );

    const verdicts = v.parse(Scan, JSON.parse(stdout)).evaluations;
    const of = (id: string) => verdicts.find(({ resourceId }) => resourceId === id);
    assert.equal(code, 2);
    assert.deepInclude(of(exempted), { compliance: 'COMPLIANT', annotation: asRuled });
    assert.deepInclude(of(other), { compliance: 'NON_COMPLIANT' });
  });
});
