import { assert } from 'chai';
import { letGo, showBreaker } from '../../cli/breaker.ts';
import { ledgerBucket } from '../../cli/ledger-bucket.ts';
import { initialSafetyState, type SafetyState } from '../../contract/safety-state.ts';
import { trip } from '../../safety/breaker.ts';
import { assertFails } from '../support/assert-fails.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { printed } from '../support/cli.ts';
import { groupIdentity } from '../support/instructions.ts';
import { memorySafety } from '../support/safety.ts';

const now = new Date();
const tripped = trip(initialSafetyState, 'run-1', '51 mends in one run, where 50 are allowed', now);
const contested: SafetyState = {
  ...initialSafetyState,
  mends: [
    {
      resource: '123456789012/eu-west-1/AWS::EC2::SecurityGroup/sg-1',
      violation: 'x',
      at: now.toISOString(),
      actionId: 'a.0',
    },
  ],
  tugsOfWar: [
    {
      resource: groupIdentity('sg-1'),
      violation: 'tcp 22 from 0.0.0.0/0 opens tcp 22 to the whole IPv4 internet',
      since: now.toISOString(),
      mends: [{ at: now.toISOString(), actionId: 'a.0', actor: 'arn:aws:iam::123456789012:role/terraform' }],
      told: true,
    },
  ],
};

describe('configmend breaker', () => {
  it('says that nothing is held back, with exit code 0', async () => {
    const terminal = printed();

    const code = await showBreaker({}, terminal, memorySafety());

    assert.equal(code, 0);
    assert.deepEqual(terminal.stdout, ['Not tripped. Mends of the last hour: 0.']);
  });

  it('says why and since when it is tripped, and what comes next, with exit code 2', async () => {
    const terminal = printed();

    const code = await showBreaker({}, terminal, memorySafety(tripped));

    assert.equal(code, 2);
    assert.include(terminal.stdout[0], `Tripped at ${now.toISOString()}: 51 mends in one run, where 50 are allowed.`);
    assert.include(terminal.stdout[0], 'configmend breaker reset');
  });

  it('names what keeps coming back, and who brings it back', async () => {
    const terminal = printed();

    const code = await showBreaker({}, terminal, memorySafety(contested));

    assert.equal(code, 2);
    assert.match(
      terminal.stdout[0] ?? '',
      /sg-1 +tcp 22 from 0\.0\.0\.0\/0 .* 1 +arn:aws:iam::123456789012:role\/terraform/,
    );
  });

  it('shows an action that was interrupted, and not one that is being made', async () => {
    const terminal = printed();
    const begun = (actionId: string, ago: number) => ({
      entryId: 'e',
      actionId,
      remediator: 'security-group' as const,
      resource: 'sg-1',
      at: new Date(now.getTime() - ago).toISOString(),
    });
    const inFlight = [begun('old.0', 3_600_000), begun('new.0', 1000)];

    await showBreaker({}, terminal, memorySafety({ ...initialSafetyState, inFlight }));

    assert.include(terminal.stdout[0], 'old.0');
    assert.notInclude(terminal.stdout[0], 'new.0');
  });

  it('prints the state as data', async () => {
    const terminal = printed();

    await showBreaker({ json: true }, terminal, memorySafety(tripped));

    assert.deepEqual(JSON.parse(terminal.stdout[0] ?? ''), tripped);
  });
});

describe('configmend breaker reset', () => {
  it('lets everything go on, and says what had stopped it', async () => {
    const [terminal, store] = [printed(), memorySafety(tripped)];

    const code = await letGo(undefined, {}, terminal, store);

    assert.equal(code, 0);
    assert.isNull(store.state.tripped);
    assert.include(terminal.stdout[0], 'The breaker is reset.');
  });

  it('leaves tugs-of-war to their own', async () => {
    const store = memorySafety({ ...contested, tripped: tripped.tripped });

    await letGo(undefined, {}, printed(), store);

    assert.deepEqual(store.state, { ...contested, tripped: null });
  });

  it('lets one resource go', async () => {
    const [terminal, store] = [printed(), memorySafety(contested)];

    await letGo('sg-1', {}, terminal, store);

    assert.deepEqual(store.state, initialSafetyState);
    assert.include(terminal.stdout[0], 'sg-1 is mended again: tcp 22');
  });

  for (const [what, resource, says] of [
    ['has not tripped', undefined, 'The breaker has not tripped'],
    ['knows no such resource', 'sg-2', 'sg-2 is in no tug-of-war'],
  ] as const) {
    it(`changes nothing, and says so, where it ${what}`, async () => {
      const [terminal, store] = [printed(), memorySafety(contested)];

      await letGo(resource, {}, terminal, store);

      assert.equal(store.writes, 0);
      assert.include(terminal.stdout[0], says);
    });
  }

  it('says what S3 says where the state cannot be read', async () => {
    const store = memorySafety();
    store.unreadable = true;

    await assertRejects(letGo(undefined, {}, printed(), store), 'SAFETY_UNREADABLE', 'AccessDenied');
  });
});

describe('the ledger bucket', () => {
  it('is the one asked for, else the environment’s', () => {
    assert.equal(ledgerBucket('mine', { CONFIGMEND_LEDGER_BUCKET: 'theirs' }), 'mine');
    assert.equal(ledgerBucket(undefined, { CONFIGMEND_LEDGER_BUCKET: 'theirs' }), 'theirs');
  });

  it('has to be known', () => {
    assertFails(() => ledgerBucket(undefined, {}), 'USAGE', 'ledger_bucket');
  });
});
