import { assert } from 'chai';
import * as sinon from 'sinon';
import { onTerms, type Terms, termsFrom } from '../../rules/terms.ts';
import { assertFails } from '../support/assert-fails.ts';
import { groupIdentity, instruction } from '../support/instructions.ts';

const hour = 3_600_000;

describe('the terms of a rule', () => {
  for (const [what, environment, expected] of [
    ['are the registry’s severity and no grace', {}, { severity: 'high', graceMs: 0 }],
    [
      'are that too where the settings are empty',
      { RULE_SEVERITY: '', RULE_GRACE: '' },
      { severity: 'high', graceMs: 0 },
    ],
    ['take the severity', { RULE_SEVERITY: 'low' }, { severity: 'low', graceMs: 0 }],
    ['take the grace', { RULE_GRACE: '24h' }, { severity: 'high', graceMs: 24 * hour }],
  ] as const) {
    it(what, () => {
      assert.deepEqual(termsFrom(environment, 'high'), expected);
    });
  }

  for (const [name, value] of [
    ['RULE_SEVERITY', 'urgent'],
    ['RULE_SEVERITY', 'HIGH'],
    ['RULE_GRACE', 'soon'],
    ['RULE_GRACE', '0h'],
    ['RULE_GRACE', '11d'],
  ] as const) {
    it(`fail where ${name} is ${value}, naming both`, () => {
      assertFails(() => termsFrom({ [name]: value }, 'high'), 'SETTING_INVALID', `${name}="${value}" is not `);
    });
  }
});

describe('onTerms', () => {
  const graced: Terms = { severity: 'low', graceMs: 24 * hour };
  const setUp = (violatedBefore: (id: string) => Promise<boolean>) => ({
    now: () => new Date('2026-11-20T12:00:00.000Z'),
    violatedBefore: sinon.spy(({ id }: { id: string }) => violatedBefore(id)),
    report: sinon.spy<(message: string, fields: Record<string, unknown>) => void>(() => undefined),
  });

  it('gives the severity, and without a grace asks for nothing', async () => {
    const deps = setUp(() => Promise.resolve(false));

    const [given] = await onTerms([instruction()], { severity: 'low', graceMs: 0 }, deps);

    assert.deepEqual(given, instruction({ severity: 'low' }));
    sinon.assert.notCalled(deps.violatedBefore);
  });

  it('counts the grace from the finding, and says which violations begin', async () => {
    const found = ['sg-1', 'sg-2'].map((id) => instruction({ resource: groupIdentity(id) }));
    const deps = setUp((id) => Promise.resolve(id === 'sg-1'));

    const given = await onTerms(found, graced, deps);

    assert.deepEqual(
      given.map(({ resource, severity, notBefore, begins }) => [resource.id, severity, notBefore, begins]),
      [
        ['sg-1', 'low', '2026-11-21T12:00:00.000Z', undefined],
        ['sg-2', 'low', '2026-11-21T12:00:00.000Z', true],
      ],
    );
  });

  it('begins no grace anew where the verdict before cannot be read, and says so', async () => {
    const deps = setUp(() => Promise.reject(new Error('ThrottlingException')));

    const [given] = await onTerms([instruction()], graced, deps);

    assert.isUndefined(given?.begins);
    assert.equal(given?.notBefore, '2026-11-21T12:00:00.000Z');
    sinon.assert.calledOnceWithMatch(deps.report, 'the verdict before is not known', { resourceId: 'sg-1' });
  });
});
