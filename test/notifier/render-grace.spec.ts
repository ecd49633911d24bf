import { assert } from 'chai';
import { parseEvent } from '../../notifier/parse-event.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { tellingIds } from '../../notifier/telling-ids.ts';
import { worthTelling } from '../../notifier/worth-telling.ts';
import { ruleOf } from '../../rules/registry.ts';
import { graceNotice, snsEvent } from '../support/notices.ts';
import { assertFitsSlack, mrkdwnTexts } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, linesOf, partOf } from './message-parts.ts';

describe('a grace period in Slack', () => {
  it('says by when what is mended, how, and what to do if it must stay', () => {
    const message = renderNotice(
      graceNotice({
        actor: 'arn:aws:iam::111122223333:user/sam',
        evidence: { eventName: 'RevokeSecurityGroupEgress' },
        notes: ['a note'],
      }),
    );

    assert.equal(headingOf(message), ':hourglass_flowing_sand: To be mended: security group sg-0a1b2c3d4e5f60718');
    const { Where: where, 'Caused by': cause, ...fields } = fieldsOf(message);
    assert.include(where, '|sg-0a1b2c3d4e5f60718> web frontend');
    assert.isTrue(cause?.startsWith('`user/sam`\n`RevokeSecurityGroupEgress`\n<https://'), cause);
    assert.deepEqual(fields, {
      'Rule (critical)': '`security-group-restricted-ports`',
      Found: '`2026-11-20 10:15:30 UTC`',
    });
    assert.include(
      mrkdwnTexts(message),
      'It will be mended at `2026-11-21 10:15:30 UTC`, unless it is ended or exempted before. *Nothing is changed until then.*',
    );
    assert.deepEqual(linesOf(message, 'What is wrong'), ['tcp/22 from 0.0.0.0/0: the whole IPv4 internet']);
    assert.equal(partOf(message, 'Why it matters:'), ruleOf('security-group-restricted-ports')?.risk);
    assert.deepEqual(linesOf(message, 'What a mend would change'), [
      '- tcp 20-25 from 0.0.0.0/0',
      '+ tcp 20 from 0.0.0.0/0',
      '+ tcp 23-25 from 0.0.0.0/0',
      '  tcp 443 from 0.0.0.0/0',
    ]);
    assert.equal(partOf(message, 'Notes'), '• a note');
    assert.include(partOf(message, 'Next:'), '`configmend exemptions add`');
    assert.equal(
      message.text,
      'To be mended: security group `sg-0a1b2c3d4e5f60718` in `111122223333` `eu-west-1` (critical), at `2026-11-21 10:15:30 UTC`',
    );
    assertFitsSlack(message);
  });

  it('does without a name and an actor', () => {
    const { resource } = graceNotice();

    const { Where: where, 'Caused by': cause } = fieldsOf(
      renderNotice(graceNotice({ resource: { ...resource, tags: {} } })),
    );

    assert.notInclude(where, 'web frontend');
    assert.isTrue(cause?.startsWith('not known'), cause);
  });

  it('is read from what the coordinator publishes, worth telling, and logged by its ids', () => {
    const notice = graceNotice();

    const announcements = parseEvent(snsEvent(notice));

    assert.deepEqual(announcements, [{ kind: 'notice', notice }]);
    assert.isTrue(announcements.every(worthTelling));
    assert.deepEqual(tellingIds({ kind: 'notice', notice }), {
      kind: 'grace',
      resource: 'sg-0a1b2c3d4e5f60718',
      rule: 'security-group-restricted-ports',
      until: '2026-11-21T10:15:30.123Z',
    });
  });
});
