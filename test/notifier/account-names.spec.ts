import { assert } from 'chai';
import { gallerySamples } from '../../build/gallery-samples.ts';
import { announcements } from '../../build/gallery-announcements.ts';
import { waiting } from '../../build/gallery-waiting.ts';
import { renderEmail } from '../../notifier/email/render-email.ts';
import { type Known, nothingKnown } from '../../notifier/known.ts';
import { parseEvent } from '../../notifier/parse-event.ts';
import { renderNotice, renderTelling } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { shortActor } from '../../notifier/who-field.ts';
import { complianceChange, configMessage, eventBridgeEvent, outcomeNotice } from '../support/notices.ts';
import { headingOf } from './message-parts.ts';

const known: Known = { ...nothingKnown, account: (id) => `prod-payments (${id})` };
const named = 'prod-payments (111122223333)';
/** An account by its id alone, which is in ARNs and links all the same. */
const bare = /(?<![(:/=\d])\b111122223333\b(?!\))/u;

describe('accounts in messages', () => {
  for (const [kind, { telling }] of Object.entries(gallerySamples)) {
    if (kind === 'unreadable') continue;
    it(`are told by name and id: ${kind}`, () => {
      const slack = renderTelling(telling, known);
      const email = renderEmail(telling, known, {});

      for (const text of [slack.text, headingOf(slack), renderPlain(slack), email.subject, email.body]) {
        assert.notMatch(text, bare);
      }
      assert.include(renderPlain(slack), named);
      assert.include(email.body, named);
    });
  }

  it('are told by id alone where no name is known', () => {
    const { telling } = announcements.compliance;

    assert.include(renderPlain(renderTelling(telling)), '111122223333 eu-west-1');
    assert.include(renderEmail(telling, nothingKnown, {}).body, 'Account      111122223333\n');
  });

  for (const type of ['AWS::S3::AccountPublicAccessBlock', 'AWS::::Account']) {
    it(`are told by name where the account is what is judged: ${type}`, () => {
      const change = complianceChange({ resourceType: type, resourceId: '111122223333' });

      const message = renderTelling(change, known);

      assert.include(message.text, `\`${named}\``);
      assert.include(headingOf(message), named);
    });
  }

  it('are told by name where a principal is of another one', () => {
    const actor = 'arn:aws:iam::444455556666:user/contractor';

    assert.equal(shortActor(actor, '111122223333', known), 'prod-payments (444455556666):user/contractor');
    assert.include(renderPlain(renderNotice(outcomeNotice({ actor }), known)), 'prod-payments (444455556666):user');
  });

  it('are told by name where an exemption is of one', () => {
    const { telling } = waiting['exemption-expiring'];
    assert.isTrue(telling.kind === 'notice' && telling.notice.kind === 'exemption-expiring');
    if (telling.kind !== 'notice' || telling.notice.kind !== 'exemption-expiring') return;
    const exemption = { ...telling.notice.exemption, account: '111122223333', region: 'eu-west-1' };

    const text = renderPlain(renderNotice({ ...telling.notice, exemption }, known));

    assert.include(text, `in ${named} eu-west-1`);
  });
});

describe('a verdict that a member forwards', () => {
  it('is of the account and region that the event comes from', () => {
    const event = eventBridgeEvent(configMessage(), { account: '444455556666', region: 'us-east-1' });

    const [announcement] = parseEvent(event);

    assert.deepInclude(announcement, { kind: 'compliance', accountId: '444455556666', region: 'us-east-1' });
  });

  for (const place of [{}, { account: '', region: '' }, { account: 7, region: null }]) {
    it(`is of those of its detail where the event has ${JSON.stringify(place)}`, () => {
      const { account: _account, region: _region, ...event } = eventBridgeEvent(configMessage());

      const [announcement] = parseEvent({ ...event, ...place });

      assert.deepInclude(announcement, { kind: 'compliance', accountId: '111122223333', region: 'eu-west-1' });
    });
  }

  it('is not readable without a detail, whatever else the event has', () => {
    for (const detail of [undefined, null, 'x', {}]) {
      assert.equal(parseEvent(eventBridgeEvent(detail))[0]?.kind, 'unreadable');
    }
  });
});
