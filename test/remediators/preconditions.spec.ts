import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { type PreconditionDeps, preconditionsOf } from '../../remediators/preconditions.ts';
import { accountsOf } from '../support/accounts.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';
import { accountId, region } from '../support/instructions.ts';

const accounts = accountsOf();
const list = exemptionList(exemption());
const throttled = new Failure('GATE_UNREADABLE', 'throttled', { transient: true });
const denied = new Failure('GATE_UNREADABLE', 'denied');
const broken = new RangeError('broken');

/** What all is well with, and in `asked` what was asked for. */
function deps(given: Partial<PreconditionDeps> = {}): PreconditionDeps & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    gate: async () => true,
    accounts: async () => {
      asked.push('accounts');
      return accounts;
    },
    exemptions: async () => {
      asked.push('exemptions');
      return { kind: 'read', list };
    },
    here: { accountId, region },
    ...given,
  };
}

function rejecting(error: unknown): () => Promise<never> {
  return async () => {
    throw error;
  };
}

async function barredBy(given: Partial<PreconditionDeps>): Promise<Failure> {
  const known = await preconditionsOf(deps(given));
  return known.kind === 'barred' ? known.failure : assert.fail(known.kind);
}

describe('what has to be known before a batch is mended', () => {
  it('are the accounts and the exemptions, where the gate is open', async () => {
    assert.deepEqual(await preconditionsOf(deps()), { kind: 'met', accounts, exemptions: list });
  });

  it('is nothing where the gate is closed, which bars all and asks for nothing else', async () => {
    const closed = deps({ gate: async () => false });

    const known = await preconditionsOf(closed);

    assert.equal(known.kind, 'barred');
    const failure = await barredBy({ gate: async () => false });
    assert.deepInclude(failure, { code: 'GATE_CLOSED', transient: true });
    assert.equal(failure.message, 'enable_auto_response is off: nothing was changed');
    assert.deepEqual(closed.asked, []);
  });

  it('is nothing where the gate cannot be read now, which bars all as well', async () => {
    const unreadable = deps({ gate: rejecting(throttled) });

    assert.deepEqual(await preconditionsOf(unreadable), { kind: 'barred', failure: throttled });
    assert.deepEqual(unreadable.asked, []);
  });

  for (const [what, error] of [
    ['for good', denied],
    ['for a reason that nobody knows', broken],
  ] as const) {
    it(`throws where the gate fails ${what}`, async () => {
      const thrown = await preconditionsOf(deps({ gate: rejecting(error) })).catch((cause: unknown) => cause);

      assert.strictEqual(thrown, error);
    });
  }

  it('bars all where the accounts cannot be read, in the words of their reader', async () => {
    const failure = new Failure('ACCOUNTS_UNREADABLE', 'no such key', { transient: true });

    assert.strictEqual(await barredBy({ accounts: rejecting(failure) }), failure);
  });

  for (const [what, cause] of [
    ['for good', new Failure('ACCOUNTS_UNREADABLE', 'the list is broken')],
    ['for a reason that nobody knows', broken],
  ] as const) {
    it(`bars all, and leaves the messages to a later run, where the accounts fail ${what}`, async () => {
      const failure = await barredBy({ accounts: rejecting(cause) });

      assert.deepInclude(failure, { code: 'ACCOUNTS_UNREADABLE', transient: true, cause });
      assert.match(failure.message, /^the accounts cannot be read: .*broken/);
    });
  }

  it('bars all where the accounts are those of another hub', async () => {
    const failure = await barredBy({ here: { accountId, region: 'us-west-2' } });

    assert.equal(failure.code, 'ACCOUNTS_UNREADABLE');
    assert.include(failure.message, 'is the list of the hub in');
  });

  it('bars all where the exemptions cannot be read', async () => {
    const failure = new Failure('EXEMPTIONS_UNREADABLE', 'AccessDenied', { transient: true });

    assert.strictEqual(await barredBy({ exemptions: async () => ({ kind: 'unreadable', failure }) }), failure);
  });
});
