import { assert } from 'chai';
import { renderNotice } from '../../notifier/render-telling.ts';
import { deadLetterNotice, outcomeNotice } from '../support/notices.ts';
import { fieldsOf, headingOf, partOf } from './message-parts.ts';

describe('a dead letter in Slack', () => {
  it('says what stopped it, why it matters, and what to do next', () => {
    const message = renderNotice(deadLetterNotice({ remediator: 's3-bucket' }));

    assert.equal(headingOf(message), ':incoming_envelope: Dead letter: an instruction');
    assert.deepEqual(fieldsOf(message), {
      Remediator: '`s3-bucket`',
      Message: '`5d1f2c3b-0000-4000-8000-0123456789ab`',
      When: '`2026-11-20 10:15:30 UTC`',
    });
    assert.equal(partOf(message, 'What stopped it:'), '`MESSAGE_INVALID` version: 7 is not understood');
    assert.include(partOf(message, 'Why it matters:'), 'not tried again by itself');
    assert.equal(
      partOf(message, 'Next:'),
      'deploy rules and coordinator of one release. `configmend dead-letters explain` says what to do about it.',
    );
    assert.equal(message.text, 'Dead letter: an instruction, `MESSAGE_INVALID`');
  });

  it('names the resource where it is known', () => {
    const message = renderNotice(deadLetterNotice({ resource: outcomeNotice().resource }));

    assert.equal(headingOf(message), ':incoming_envelope: Dead letter: security group sg-0a1b2c3d4e5f60718');
    assert.include(fieldsOf(message)['Where'], '|sg-0a1b2c3d4e5f60718> web frontend');
    assert.equal(message.text, 'Dead letter: security group `sg-0a1b2c3d4e5f60718`, `MESSAGE_INVALID`');
  });
});
