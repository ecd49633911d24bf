import { assert } from 'chai';
import * as fc from 'fast-check';
import type { ExemptionsUnreadableNotice, ExpiringNotice } from '../../contract/notice.ts';
import { parseEvent } from '../../notifier/parse-event.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { worthTelling } from '../../notifier/worth-telling.ts';
import { ruleOf } from '../../rules/registry.ts';
import { exemption } from '../support/exemptions.ts';
import { snsEvent } from '../support/notices.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, partOf, smallPrintOf } from './message-parts.ts';

const expiring: ExpiringNotice = {
  version: 1,
  kind: 'exemption-expiring',
  accountId: '123456789012',
  region: 'eu-west-1',
  exemption: exemption({
    resource: 'sg-1',
    port: '22',
    cidr: '198.51.100.0/24',
    ticket: 'NET-7',
    createdBy: 'declared',
  }),
  expires: '2026-11-30T00:00:00.000Z',
  days: 7,
  at: '2026-11-23T00:01:00.000Z',
};
const unreadable: ExemptionsUnreadableNotice = {
  version: 1,
  kind: 'exemptions-unreadable',
  accountId: '123456789012',
  region: 'eu-west-1',
  failure: { code: 'EXEMPTIONS_UNREADABLE', message: 'exemptions/added.json: it is not JSON', next: 'Put it right.' },
  at: '2026-11-23T00:01:00.000Z',
};

describe('the end of an exemption in Slack', () => {
  it('says what is exempt, until when, whose it is and what comes next', () => {
    const message = renderNotice(expiring);

    assert.equal(headingOf(message), ':shield: Exemption partner ends within 7 days');
    const console = 'https://eu-west-1.console.aws.amazon.com';
    assert.deepEqual(fieldsOf(message), {
      Where: `<${console}/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-1|sg-1 in 123456789012>\n\`123456789012\` \`eu-west-1\``,
      Owner: 'network team, NET-7',
      Rule: '`security-group-restricted-ports`',
      Until: '`2026-11-30 00:00:00 UTC`',
    });
    assert.equal(partOf(message, 'Exempt:'), 'tcp 22, 198.51.100.0/24, because the partner moves in December');
    assert.equal(partOf(message, 'Why it matters:'), ruleOf('security-group-restricted-ports')?.risk);
    assert.include(partOf(message, 'Next:'), 'have it exempt anew (Terraform variable exemptions).');
    assert.equal(message.text, 'Exemption `partner` ends within 7 days (`security-group-restricted-ports`)');
  });

  for (const resource of [undefined, 'arn:aws:ec2:*:*:security-group/*']) {
    it(`leads nowhere where it is of ${resource ?? 'a whole account'}`, () => {
      const { Where: where } = fieldsOf(renderNotice({ ...expiring, exemption: { ...expiring.exemption, resource } }));

      assert.notInclude(where, 'https://');
    });
  }

  it('says so on the last day', () => {
    assert.include(renderNotice({ ...expiring, days: 1 }).text, 'ends within a day');
  });
});

describe('exemptions that cannot be read, in Slack', () => {
  it('says that nothing is mended, why, and what to do', () => {
    const message = renderNotice(unreadable);

    assert.equal(headingOf(message), ':no_entry: The exemptions cannot be read, so nothing is mended');
    assert.deepEqual(fieldsOf(message), {
      Where: '`123456789012` `eu-west-1`',
      When: '`2026-11-23 00:01:00 UTC`',
    });
    assert.equal(partOf(message, 'What stopped it:'), '`EXEMPTIONS_UNREADABLE` exemptions/added.json: it is not JSON');
    assert.include(partOf(message, 'Why it matters:'), 'stay open until it is put right');
    assert.equal(partOf(message, 'Next:'), 'Put it right.');
    assert.deepEqual(smallPrintOf(message), ['Fix instructions wait in the queue, unchanged. This is said once.']);
  });
});

describe('notices of exemptions', () => {
  for (const notice of [expiring, unreadable]) {
    it(`arrive as they were sent, and are told: ${notice.kind}`, () => {
      const announcements = parseEvent(snsEvent(notice));

      assert.deepEqual(announcements, [{ kind: 'notice', notice }]);
      assert.isTrue(announcements.every(worthTelling));
    });
  }

  it("stay within Slack's limits and free of foreign markup, whatever they hold", () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('<!channel>', '```\n<!everyone>', '<'.repeat(9000), '😀'.repeat(5000)),
    );

    fc.assert(
      fc.property(hostile, hostile, hostile, hostile, (id, owner, reason, sid) => {
        assertFitsSlack(renderNotice({ ...expiring, exemption: exemption({ id, owner, reason, sid, resource: id }) }));
        assertFitsSlack(renderNotice({ ...unreadable, failure: { code: id, message: reason, next: owner } }));
      }),
      { numRuns: 150 },
    );
  });
});
