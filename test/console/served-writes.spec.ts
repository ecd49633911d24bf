import { setImmediate } from 'node:timers/promises';
import { assert } from 'chai';
import type { ServedDemo } from '../../cli/demo/serve.ts';
import { localSource } from '../../cli/demo/serve-source.ts';
import type { ConsoleAction } from '../../console/console-action.ts';
import type { ConsoleSource, PreparedAction } from '../../console/console-source.ts';
import { createSafetyStore, updateSafety } from '../../safety/safety-store.ts';
import { S3Client } from '@aws-sdk/client-s3';
import { assertRejects } from '../support/assert-rejects.ts';
import { servedDemo } from './support/served-demo.ts';

describe('what the console may change in the local account', () => {
  let demo: ServedDemo;
  let source: ConsoleSource;
  before(async () => {
    demo = await servedDemo();
    source = await localSource(demo);
  });

  /** The test's own timeout ends a wait in vain. */
  const until = async (condition: () => Promise<boolean>): Promise<void> => {
    while (!(await condition())) await setImmediate();
  };
  const prepare = (action: ConsoleAction): Promise<PreparedAction> => (source.prepare ?? assert.fail())(action);
  const carryOut = async (action: ConsoleAction): Promise<readonly string[]> => (await prepare(action)).carryOut();
  const brokenRules = async (resourceId: string): Promise<string[]> => {
    const { resources } = await source.views.compliance();
    const verdicts = resources.find(({ id }) => id === resourceId)?.verdicts ?? {};
    return Object.entries(verdicts).flatMap(([rule, { status }]) => (status === 'breaks' ? [rule] : []));
  };

  it('breaks nothing before it is confirmed, and each thing as its button says', async () => {
    await carryOut({ kind: 'gate', open: false });
    for (const { id, resourceId, label } of source.overview.breakages) {
      const prepared = await prepare({ kind: 'break', breakage: id });
      assert.include(prepared.preview.title, label);

      await prepared.carryOut();
      await prepared.carryOut();

      await until(async () => (await brokenRules(resourceId)).length > 0);
    }
    await assertRejects(prepare({ kind: 'break', breakage: 'the internet' }), 'USAGE', 'no such thing to break');
  });

  it('opens the gate, what waits is mended, and the version says that something changed', async () => {
    const before = source.version();

    assert.deepEqual(await carryOut({ kind: 'gate', open: true }), ['The gate is open.']);

    await until(async () => (await brokenRules('acme-invoices')).length === 0);
    assert.isAbove(source.version(), before);
    assert.equal((await source.gate()).state, 'open');
  });

  it('puts a mend back as it was shown, and refuses what is none', async () => {
    const { actions } = await source.views.history();
    const mend = actions.find(({ outcome, resource }) => outcome === 'mended' && resource.id === 'acme-invoices');
    const action = mend?.id ?? assert.fail('nothing was mended');

    const prepared = await prepare({ kind: 'restore', action });
    const shown = prepared.preview.plan?.changes ?? [];
    const lines = await prepared.carryOut();

    assert.isNotEmpty(shown);
    assert.match(lines.join(' '), /acme-invoices is as before|Recorded as/);
    await assertRejects(prepare({ kind: 'restore', action: 'last' }), 'USAGE', 'is no action such as');
    assert.notProperty((await prepare({ kind: 'restore', action })).preview, 'confirm', 'nothing is left to put back');
  });

  it('lets go what the safeguards hold back, and only what they do', async () => {
    const store = createSafetyStore(new S3Client(demo.account.clientConfig()), demo.deployment.ledgerBucket);
    await assertRejects(prepare({ kind: 'reset' }), 'USAGE', 'nothing is held back');
    await updateSafety({ store, pause: () => Promise.resolve(), random: () => 0 }, (state) => ({
      next: { ...state, tripped: { at: new Date().toISOString(), runId: 'r', cause: 'too many', told: true } },
      answer: undefined,
    }));
    const health = await source.views.health();

    const said = await carryOut({ kind: 'reset' });

    assert.nestedPropertyVal(health, 'safety.data.tripped.cause', 'too many');
    assert.match(said.join(), /The breaker is reset/);
    assert.isNull((await store.read()).state.tripped);
    await assertRejects(prepare({ kind: 'reset', resource: 'sg-1' }), 'USAGE', 'nothing is held back');
  });
});
