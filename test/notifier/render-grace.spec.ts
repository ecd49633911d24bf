import { assert } from 'chai';
import { parseEvent } from '../../notifier/parse-event.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { tellingIds } from '../../notifier/telling-ids.ts';
import { worthTelling } from '../../notifier/worth-telling.ts';
import { graceNotice, snsEvent } from '../support/notices.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';

describe('a grace period in Slack', () => {
  it('says by when what is mended, how, and what to do if it must stay', () => {
    const message = renderNotice(graceNotice({ actor: 'arn:aws:iam::111122223333:user/sam', notes: ['a note'] }));

    assert.equal(
      renderPlain(message),
      [
        '⏳ To be mended: security group sg-0a1b2c3d4e5f60718',
        '  It will be mended at 2026-11-21 10:15:30 UTC, unless it is ended or exempted before. Nothing is changed until then.',
        '  Resource      sg-0a1b2c3d4e5f60718 (https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0a1b2c3d4e5f60718)',
        '  Account       111122223333',
        '  Region        eu-west-1',
        '  Name          web frontend',
        '  Severity      critical',
        '  Rule          security-group-restricted-ports',
        '  Changed by    arn:aws:iam::111122223333:user/sam',
        '  Mended at     2026-11-21 10:15:30 UTC',
        '  Announced at  2026-11-20 10:15:30 UTC',
        '  What is wrong',
        '    tcp/22 from 0.0.0.0/0: the whole IPv4 internet',
        '  What a mend would change',
        '    - tcp 20-25 from 0.0.0.0/0',
        '    + tcp 20 from 0.0.0.0/0',
        '    + tcp 23-25 from 0.0.0.0/0',
        '      tcp 443 from 0.0.0.0/0',
        '  Notes',
        '  • a note',
        '  Next: end it in your own way, or have it exempted if it must stay: configmend exemptions add.',
        '  It is looked at again then. What the rule finds on it meanwhile is mended with it.',
      ].join('\n'),
    );
    assert.equal(
      message.text,
      'To be mended: security group `sg-0a1b2c3d4e5f60718` in `111122223333` `eu-west-1` (critical), at `2026-11-21 10:15:30 UTC`',
    );
    assertFitsSlack(message);
  });

  it('does without a name and an actor', () => {
    const { resource } = graceNotice();

    const text = renderPlain(renderNotice(graceNotice({ resource: { ...resource, tags: {} } })));

    assert.notInclude(text, '  Name');
    assert.match(text, /^ {2}Changed by +not known$/mu);
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
