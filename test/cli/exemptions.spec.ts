import { assert } from 'chai';
import { addExemption, type AddExemptionOptions } from '../../cli/add-exemption.ts';
import { checkExemptions } from '../../cli/check-exemptions.ts';
import { listExemptions } from '../../cli/list-exemptions.ts';
import type { Exemption } from '../../contract/exemption.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { configmend, printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { exemption } from '../support/exemptions.ts';

const now = new Date('2026-11-21T12:00:00.500Z');

describe('configmend exemptions list', () => {
  const over = exemption({ id: 'over', expires: '2026-11-21' });
  const soon = exemption({ id: 'soon', expires: '2026-11-25', resource: 'sg-1', port: '22', ticket: 'NET-7' });
  const later = exemption({ id: 'later', expires: '2026-12-31', createdBy: 'restore' });
  const longer = exemption({ id: 'longer', created: '2026-11-20', expires: '2027-12-31' });
  const future = exemption({ id: 'future', created: '2026-11-22', expires: '2027-01-31' });

  async function list(json: boolean) {
    const terminal = printed();
    const { client } = exemptionBucket([longer, soon, future], [later, over]);
    const code = await listExemptions({ json }, terminal, now, exemptionReader(client, 'ledger'));
    return { code, out: terminal.stdout.join('\n') };
  }

  it('shows all, the next to end first, and marks what has ended or soon will', async () => {
    const { code, out } = await list(false);

    assert.equal(code, 0);
    assert.deepEqual(
      out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3)),
      [
        ['ID', 'STATE', 'UNTIL'],
        ['over', 'ended', '2026-11-21'],
        ['soon', 'ends soon', '2026-11-25'],
        ['later', 'in force', '2026-12-31'],
        ['future', 'not yet', '2027-01-31'],
        ['longer', 'in force', '2027-02-18'],
      ],
    );
    assert.match(
      out,
      /soon +ends soon +2026-11-25 +security-group-restricted-ports +sg-1 in 123456789012 +tcp 22 +network team +NET-7 +Terraform variable exemptions/,
    );
    assert.match(out, /later .* all of it .* configmend restore$/m);
  });

  it('keeps to a line what would move the cursor or turn the text round', async () => {
    const terminal = printed();
    const tricky = exemption({ id: 'tricky', owner: 'net\u202Ework\u2028team' });

    await listExemptions({}, terminal, now, exemptionReader(exemptionBucket([tricky]).client, 'ledger'));

    assert.include(terminal.stdout.join('\n'), 'net work team');
  });

  it('gives the same as data', async () => {
    const { out } = await list(true);

    const { exemptions, maxDays } = JSON.parse(out);
    assert.equal(maxDays, 90);
    assert.deepEqual(
      exemptions.map(({ id, state, createdBy }: Record<string, unknown>) => [id, state, createdBy]),
      [
        ['over', 'ended', 'added'],
        ['soon', 'ends soon', 'declared'],
        ['later', 'in force', 'restore'],
        ['future', 'not yet', 'declared'],
        ['longer', 'in force', 'declared'],
      ],
    );
  });

  it('says so where there are none', async () => {
    const terminal = printed();

    await listExemptions({}, terminal, now, exemptionReader(exemptionBucket().client, 'ledger'));

    assert.deepEqual(terminal.stdout, ['There are no exemptions.']);
  });

  it('fails with the object and field where they cannot be read', async () => {
    const { client, set } = exemptionBucket();
    set('exemptions/added.json', { version: 1, exemptions: [{ ...over, owner: '' }] });

    const listing = listExemptions({}, printed(), now, exemptionReader(client, 'ledger'));

    await assertRejects(listing, 'EXEMPTIONS_UNREADABLE', 'exemptions.0.owner: must be');
  });
});

describe('configmend exemptions check', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  async function check(content: unknown, options: { maxDays?: number; json?: boolean } = {}) {
    const terminal = printed();
    const path = await files.write('e.json', content);
    const code = await checkExemptions(path, options, terminal, now);
    return { code, out: terminal.stdout.map((line) => line.replace(path, 'FILE')), warnings: terminal.warnings };
  }

  for (const [what, content] of [
    ['a list', [exemption()]],
    ['values of variables', { exemptions: [exemption()], region: 'eu-west-1' }],
    ['the declared object', { version: 1, maxDays: 10, tagExemptions: false, exemptions: [exemption()] }],
    ['the added object, with nulls', { version: 1, exemptions: [{ ...exemption(), ticket: null }] }],
  ] as const) {
    it(`takes ${what}`, async () => {
      assert.deepEqual(await check(content), { code: 0, out: ['FILE: 1 exemption, all valid'], warnings: [] });
    });
  }

  it('names all that is wrong, by entry and field', async () => {
    const { code, out } = await check([
      exemption(),
      exemption({ rule: 'no-such-rule', expires: '2027-12-01' }),
      { ...exemption({ id: 'two', owner: '', port: '25-20' }), prot: 'tcp' },
      'nothing',
    ]);

    assert.equal(code, 2);
    assert.deepEqual(out, [
      'FILE: exemptions[1] (partner): rule: there is no rule no-such-rule: see configmend rules',
      'FILE: exemptions[1] (partner): id: there is another of this id',
      'FILE: exemptions[1] (partner): expires: it may last 90 days at most, and would last 376',
      'FILE: exemptions[2] (two): port: must be a port or a range such as 22, 8000-8999 or udp:53, the lower port first',
      'FILE: exemptions[2] (two): owner: must be one line of 1 to 50 characters',
      'FILE: exemptions[2] (two): prot is not a known field',
      'FILE: exemptions[3]: it should be Object',
    ]);
  });

  it('gives the same as data', async () => {
    const { code, out } = await check([exemption({ id: 'X' })], { json: true });

    assert.equal(code, 2);
    assert.deepEqual(JSON.parse(out.join('\n')), {
      valid: false,
      exemptions: 1,
      faults: [{ index: 0, id: 'X', message: 'id: must be 1 to 64 lower-case letters, digits and hyphens' }],
    });
  });

  for (const [options, content, code] of [
    [{ maxDays: 9 }, [exemption()], 2],
    [{ maxDays: 10 }, [exemption()], 0],
    [{}, { exemptions: [exemption()], exemption_max_days: 9 }, 2],
    [{ maxDays: 10 }, { exemptions: [exemption()], exemption_max_days: 9 }, 0],
  ] as const) {
    it(`measures by ${JSON.stringify(options)} and ${JSON.stringify(content).slice(-30)}: exit code ${code}`, async () => {
      assert.equal((await check(content, options)).code, code);
    });
  }

  it('warns of one that has ended, which is no fault', async () => {
    const { code, warnings } = await check([exemption({ expires: '2026-11-21' })]);

    assert.equal(code, 0);
    assert.match(warnings[0] ?? '', /partner has ended$/);
  });

  for (const content of ['{', '{"rules":[]}', '7']) {
    it(`fails for ${content}, which is no such file`, async () => {
      await assertRejects(check(content), 'FILE_UNREADABLE', 'e.json');
    });
  }
});

describe('configmend exemptions add', () => {
  const given: AddExemptionOptions = {
    rule: 'security-group-restricted-ports',
    resource: 'sg-1',
    port: '22',
    owner: 'network',
    reason: 'migration tonight',
  };

  async function add(options: Partial<AddExemptionOptions>, world = exemptionBucket()) {
    const terminal = printed();
    const deps = { s3: world.client, bucket: 'ledger', now: () => now };
    const code = await addExemption({ ...given, ...options }, terminal, now, deps);
    const reading = await exemptionReader(world.client, 'ledger')();
    if (reading.kind !== 'read') assert.fail(reading.failure.message);
    const [added, ...others] = reading.list.exemptions;
    return { code, out: terminal.stdout.join('\n'), added: added as Exemption, others };
  }

  it('says on one line what it is, whatever is in it', async () => {
    const { out } = await add({ for: 3_600_000, owner: 'net\u202Ework', tag: 'team=\u2066pay' });

    assert.notMatch(out, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.include(out, 'net work');
  });

  it('writes one that is in force at once, and says what it is', async () => {
    const { code, out, added, others } = await add({ for: 24 * 3_600_000, ticket: 'NET-7' });

    const { id, ...fields } = added;
    assert.equal(code, 0);
    assert.deepEqual(others, []);
    assert.match(id, /^added-2026-11-21-[0-9a-f]{6}$/);
    assert.deepEqual(fields, {
      rule: 'security-group-restricted-ports',
      resource: 'sg-1',
      port: '22',
      owner: 'network',
      reason: 'migration tonight',
      ticket: 'NET-7',
      created: '2026-11-21T12:00:00Z',
      expires: '2026-11-22T12:00:00Z',
      createdBy: 'added',
    });
    assert.equal(
      out,
      `${id}: security-group-restricted-ports, tcp 22 of sg-1: exempt until 2026-11-22T12:00:00Z by network: migration tonight (NET-7)`,
    );
  });

  it('takes an end, and an id of one’s own', async () => {
    const { added } = await add({ until: new Date('2026-12-01'), id: 'mine' });

    assert.deepInclude(added, { id: 'mine', expires: '2026-12-01T00:00:00Z' });
  });

  it('gives what was added as data', async () => {
    const { out, added } = await add({ for: 3_600_000, json: true });

    assert.deepEqual(JSON.parse(out), added);
  });

  for (const [what, options, code, says] of [
    ['without an end', {}, 'USAGE', 'give --until or --for'],
    ['for too long', { for: 91 * 86_400_000 }, 'EXEMPTION_INVALID', '90 days at most'],
    ['that is over', { until: new Date('2026-11-21') }, 'EXEMPTION_INVALID', 'must expire after it was created'],
    ['of no rule', { rule: 'all', for: 1000 }, 'EXEMPTION_INVALID', 'there is no rule all'],
    ['with half a target', { port: undefined, grantee: 'AllUsers', for: 3600_000 }, 'EXEMPTION_INVALID', 'one target'],
    ['with a bad port', { port: 'ssh', for: 3600_000 }, 'EXEMPTION_INVALID', 'port: must be'],
  ] as const) {
    it(`refuses one ${what}, and writes nothing`, async () => {
      const world = exemptionBucket();

      await assertRejects(add(options as Partial<AddExemptionOptions>, world), code, says);

      assert.deepEqual(world.get('exemptions/added.json'), { version: 1, exemptions: [] });
    });
  }

  for (const [args, says] of [
    [['--port', '22', '--sid', 'x'], 'cannot be used with'],
    [['--for', 'long'], 'not a duration'],
    [['--until', 'tomorrow'], 'not a date such as'],
    [['--until', '2027-02-31'], 'no day of the calendar'],
    [['--for', '1d', '--until', '2026-12-01'], 'cannot be used with'],
    [['--for', '1d'], 'which ledger is not known'],
  ] as const) {
    it(`says what is wrong with ${args.join(' ')}`, async () => {
      const required = ['--rule', given.rule, '--resource', 'sg-1', '--owner', 'network', '--reason', 'x'];

      const { code, stderr } = await configmend(['exemptions', 'add', ...required, ...args]);

      assert.equal(code, 1);
      assert.include(stderr, says);
    });
  }
});
