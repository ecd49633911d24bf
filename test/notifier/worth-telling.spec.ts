import { assert } from 'chai';
import type { ComplianceType } from '../../notifier/announcement.ts';
import { worthTelling } from '../../notifier/worth-telling.ts';
import { alarmChange, complianceChange, deadLetterNotice, outcomeNotice } from '../support/notices.ts';

const types: (ComplianceType | null)[] = ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA', null];

describe('worthTelling', () => {
  const told = new Set([
    'COMPLIANT > NON_COMPLIANT',
    'NOT_APPLICABLE > NON_COMPLIANT',
    'INSUFFICIENT_DATA > NON_COMPLIANT',
    'null > NON_COMPLIANT',
    'NON_COMPLIANT > COMPLIANT',
    'NON_COMPLIANT > NOT_APPLICABLE',
    'NON_COMPLIANT > INSUFFICIENT_DATA',
    'NON_COMPLIANT > null',
  ]);
  for (const from of types) {
    for (const to of types) {
      const change = `${from} > ${to}`;
      it(`is ${told.has(change) ? 'loud' : 'silent'} about ${change}`, () => {
        assert.equal(worthTelling(complianceChange({ from, to })), told.has(change));
      });
    }
  }

  it('is silent about a resource that does not exist yet', () => {
    assert.isFalse(worthTelling(complianceChange({ mode: 'PROACTIVE' })));
  });

  for (const outcome of ['mended', 'partly-mended', 'failed', 'refused', 'exempt'] as const) {
    it(`is loud about ${outcome}`, () => {
      assert.isTrue(worthTelling({ kind: 'notice', notice: outcomeNotice({ outcome }) }));
    });
  }

  it('is silent where there was nothing to do', () => {
    assert.isFalse(worthTelling({ kind: 'notice', notice: outcomeNotice({ outcome: 'nothing-to-do' }) }));
  });

  it('is loud about dead letters and about what could not be read', () => {
    assert.isTrue(worthTelling({ kind: 'notice', notice: deadLetterNotice() }));
    assert.isTrue(worthTelling({ kind: 'unreadable', why: 'Message is not JSON', messageId: null }));
  });

  it('is loud about an alarm only when it goes off', () => {
    assert.isTrue(worthTelling(alarmChange({ to: 'ALARM' })));
    assert.isFalse(worthTelling(alarmChange({ to: 'OK' })));
    assert.isFalse(worthTelling(alarmChange({ to: 'INSUFFICIENT_DATA' })));
  });
});
