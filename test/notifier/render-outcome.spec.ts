import { assert } from 'chai';
import type { Outcome } from '../../contract/outcome.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { deadLetterNotice, outcomeNotice } from '../support/notices.ts';
import { assertFitsSlack, mrkdwnTexts } from './assert-fits-slack.ts';

const failure = { code: 'CHANGE_DENIED', message: 'the revoke was denied', next: 'allow it in the role' };

describe('an outcome in Slack', () => {
  it('says what was mended, where, by whom it was changed, how bad it was, and how to undo it', () => {
    const message = renderNotice(outcomeNotice({ notes: ['10.0.0.0/8 was left alone'] }));

    assert.equal(
      renderPlain(message),
      [
        '🔧 Mended: security group sg-0a1b2c3d4e5f60718',
        '  Resource    sg-0a1b2c3d4e5f60718 (https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0a1b2c3d4e5f60718)',
        '  Account     111122223333',
        '  Region      eu-west-1',
        '  Name        web frontend',
        '  Severity    critical',
        '  Rule        security-group-restricted-ports',
        '  Changed by  arn:aws:iam::111122223333:user/sam',
        '  At          2026-11-20 10:15:30 UTC',
        '  What was wrong',
        '    tcp/22 from 0.0.0.0/0: the whole IPv4 internet',
        '  Before → after',
        '    - tcp 20-25 from 0.0.0.0/0',
        '    + tcp 20 from 0.0.0.0/0',
        '    + tcp 23-25 from 0.0.0.0/0',
        '      tcp 443 from 0.0.0.0/0',
        '  Notes',
        '  • 10.0.0.0/8 was left alone',
        '  To undo it: configmend restore 2026-11-20T10-15-30Z-7f3a',
      ].join('\n'),
    );
    assert.equal(
      message.text,
      'Mended: security group `sg-0a1b2c3d4e5f60718` in `111122223333` `eu-west-1` (critical)',
    );
    assertFitsSlack(message);
  });

  const headings: [Outcome, string][] = [
    ['mended', '🔧 Mended: '],
    ['partly-mended', '⚠️ Partly mended: '],
    ['failed', '❌ Mend failed: '],
    ['refused', '⛔ Refused, left as it is: '],
    ['exempt', '🛡️ Exempt, left as it is: '],
    ['nothing-to-do', '✅ Nothing to do: '],
  ];
  for (const [outcome, heading] of headings) {
    const changed = outcome === 'mended' || outcome === 'partly-mended';

    it(`says what ${outcome} is`, () => {
      assert.isTrue(renderPlain(renderNotice(outcomeNotice({ outcome }))).startsWith(heading));
    });

    it(`${changed ? 'names' : 'does not name'} the command that undoes what was ${outcome}`, () => {
      const text = renderPlain(renderNotice(outcomeNotice({ outcome })));

      assert.equal(text.includes('To undo it:'), changed);
      assert.equal(text.includes('Before → after'), changed);
    });
  }

  it('names no command that would undo what is not in the ledger', () => {
    const { actionId, ...unrecorded } = outcomeNotice();
    assert.isDefined(actionId);

    assert.notInclude(renderPlain(renderNotice(unrecorded)), 'configmend restore');
  });

  it('says why it failed and what to do next', () => {
    const message = renderNotice(outcomeNotice({ outcome: 'failed', failure }));

    assert.include(
      renderPlain(message),
      '\n  Why: CHANGE_DENIED the revoke was denied\n  Next: allow it in the role\n',
    );
    assert.isTrue(message.text.endsWith('(critical): `CHANGE_DENIED`'));
  });

  it('says that the actor is not known, and lists several rules', () => {
    const { actor, ...notice } = outcomeNotice({ rules: ['rule-a', 'rule-b'] });
    assert.isDefined(actor);

    const text = renderPlain(renderNotice(notice));

    assert.match(text, /^ {2}Changed by +not known$/mu);
    assert.match(text, /^ {2}Rules +rule-a, rule-b$/mu);
  });

  it('links to the console of the partition', () => {
    const { resource } = outcomeNotice();
    const bucket = { ...resource, type: 'AWS::S3::Bucket', id: 'logs', region: 'cn-north-1' } as const;

    const texts = mrkdwnTexts(renderNotice(outcomeNotice({ resource: bucket })));

    const url = 'https://cn-north-1.console.amazonaws.cn/s3/buckets/logs?region=cn-north-1&amp;tab=permissions';
    assert.include(texts, `*Resource*\n<${url}|logs>`);
  });
});

describe('a dead letter in Slack', () => {
  it('says why, what to do next, and where it lies', () => {
    const message = renderNotice(deadLetterNotice({ remediator: 's3-bucket' }));

    assert.equal(
      renderPlain(message),
      [
        '📨 Dead letter: an instruction',
        '  Remediator  s3-bucket',
        '  Message     5d1f2c3b-0000-4000-8000-0123456789ab',
        '  At          2026-11-20 10:15:30 UTC',
        '  Why: MESSAGE_INVALID version: 7 is not understood',
        '  Next: deploy rules and coordinator of one release',
        '  Nothing was changed. The message waits in the dead-letter queue.',
      ].join('\n'),
    );
    assert.equal(message.text, 'Dead letter: an instruction, `MESSAGE_INVALID`');
  });

  it('names the resource where it is known', () => {
    const { resource } = outcomeNotice();
    const message = renderNotice(deadLetterNotice({ resource }));

    assert.isTrue(renderPlain(message).startsWith('📨 Dead letter: security group sg-0a1b2c3d4e5f60718\n  Resource'));
    assert.equal(message.text, 'Dead letter: security group `sg-0a1b2c3d4e5f60718`, `MESSAGE_INVALID`');
  });
});
