import { assert } from 'chai';
import * as v from 'valibot';
import type { Instruction } from '../../contract/instruction.ts';
import { Notice } from '../../contract/notice.ts';
import { latestCall } from '../../queue/latest-call.ts';
import { outcomeNotice } from '../support/notices.ts';

const from = (capturedAt: string, call: Partial<Instruction['evidence']> = {}): Pick<Instruction, 'evidence'> => ({
  evidence: { source: 'cloudtrail', capturedAt, ...call },
});
const early = '2026-11-20T10:00:00Z';
const late = '2026-11-20T10:00:00.500Z';

describe('latestCall', () => {
  it('is none where no instruction names one', () => {
    assert.isUndefined(latestCall([]));
    assert.isUndefined(latestCall([from(early), from(late)]));
  });

  it('is the latest that is named, whatever the order, with what is known of it', () => {
    const known = from(early, { eventName: 'PutBucketPolicy', sourceAddress: '198.51.100.7', eventId: 'one' });
    const later = from(late, { eventId: 'two' });

    assert.deepEqual(latestCall([known]), {
      eventName: 'PutBucketPolicy',
      sourceAddress: '198.51.100.7',
      eventId: 'one',
      at: early,
    });
    assert.deepEqual(latestCall([known, later]), { eventId: 'two', at: late });
    assert.deepEqual(latestCall([later, known, from('2026-11-20T11:00:00Z')]), { eventId: 'two', at: late });
  });

  it('has a length that a notice can bear', () => {
    const call = latestCall([from(early, { eventName: 'x'.repeat(9999), sourceAddress: 'y'.repeat(9999) })]);

    assert.isAtMost(JSON.stringify(call).length, 700);
  });

  it('is what an outcome may carry', () => {
    const evidence = latestCall([from(early, { eventName: 'PutBucketAcl' })]);
    assert.isDefined(evidence);

    assert.doesNotThrow(() => v.parse(Notice, outcomeNotice({ evidence })));
  });
});
