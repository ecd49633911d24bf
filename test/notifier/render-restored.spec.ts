import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { Notice, type RestoredNotice } from '../../contract/notice.ts';
import { renderNotice } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { ruleOf } from '../../rules/registry.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, linesOf, partOf, smallPrintOf } from './message-parts.ts';

function restoredNotice(overrides: Partial<RestoredNotice> = {}): RestoredNotice {
  return {
    version: 1,
    kind: 'restored',
    outcome: 'restored',
    actionId: '20261120T120000Z-0000000f.0',
    restores: '20261120T080000Z-00000001.0',
    resource: {
      type: 'AWS::EC2::SecurityGroup',
      id: 'sg-0a1b2c3d4e5f60718',
      arn: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0a1b2c3d4e5f60718',
      accountId: '111122223333',
      region: 'eu-west-1',
      tags: { Name: 'web frontend' },
    },
    rules: ['security-group-restricted-ports', 'security-group-authorized-ports'],
    severity: 'critical',
    actor: 'arn:aws:iam::111122223333:user/sam',
    before: ['tcp 20-21 from 0.0.0.0/0', 'tcp 23-25 from 0.0.0.0/0'],
    after: ['tcp 20-25 from 0.0.0.0/0'],
    notes: ['Rules that are put back get new rule ids, without tags.'],
    exemptUntil: '2026-11-21T12:00:00Z',
    at: '2026-11-20T12:00:00.000Z',
    ...overrides,
  };
}
const failure = { code: 'CHANGE_FAILED', message: 's3:PutBucketPolicy failed', next: 'run it again' };

describe('a restore in Slack', () => {
  it('says who put back what, and until when it stays so', () => {
    assert.doesNotThrow(() => v.parse(Notice, restoredNotice()));
    const message = renderNotice(restoredNotice());

    assert.equal(
      headingOf(message),
      ':leftwards_arrow_with_hook: Put back as it was: security group sg-0a1b2c3d4e5f60718',
    );
    const { Where: where, ...fields } = fieldsOf(message);
    assert.include(where, '|sg-0a1b2c3d4e5f60718> web frontend\n`111122223333` `eu-west-1`');
    assert.deepEqual(fields, {
      'Restored by': '`user/sam`',
      'Undone action (critical)': '`20261120T080000Z-00000001.0`',
      When: '`2026-11-20 12:00:00 UTC`',
    });
    assert.deepEqual(linesOf(message, 'What was done'), [
      '- tcp 20-21 from 0.0.0.0/0',
      '- tcp 23-25 from 0.0.0.0/0',
      '+ tcp 20-25 from 0.0.0.0/0',
    ]);
    assert.include(partOf(message, 'Why it matters:'), ruleOf('security-group-restricted-ports')?.risk);
    assert.equal(partOf(message, 'Notes'), '• Rules that are put back get new rule ids, without tags.');
    assert.equal(
      partOf(message, 'Next:'),
      'what was put back is exempt until `2026-11-21 12:00:00 UTC` from `security-group-restricted-ports`, `security-group-authorized-ports`. Then it is mended again, unless it is ended before or exempted for longer: `configmend exemptions add`.',
    );
    assert.deepEqual(smallPrintOf(message), ['In the ledger: `20261120T120000Z-0000000f.0`']);
    assert.equal(
      message.text,
      'Put back as it was: security group `sg-0a1b2c3d4e5f60718` in `111122223333` `eu-west-1` by `user/sam`',
    );
  });

  for (const [outcome, heading, done] of [
    ['partly-restored', ':warning: Partly put back: security group', 'What was done'],
    ['failed', ':x: Restore failed: security group', 'What a restore would change'],
  ] as const) {
    it(`says why it is ${outcome}, and what to do next`, () => {
      const message = renderNotice(restoredNotice({ outcome, failure }));

      assert.isTrue(headingOf(message).startsWith(heading));
      assert.equal(partOf(message, 'What stopped it:'), '`CHANGE_FAILED` s3:PutBucketPolicy failed');
      assert.equal(partOf(message, 'Next:'), 'run it again');
      assert.isNotEmpty(linesOf(message, done));
    });
  }

  it('says nothing of an exemption where there is none', () => {
    const { exemptUntil, ...others } = restoredNotice();
    assert.isDefined(exemptUntil);

    assert.notInclude(renderPlain(renderNotice(others)), 'exempt');
  });

  it("keeps within Slack's limits and free of foreign markup, whatever is in it", () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom('<!channel>', '```\n<!everyone>\n```', '<'.repeat(9000), '😀'.repeat(5000), '&'.repeat(100_000)),
    );
    const lines = fc.array(hostile, { maxLength: 60 });
    fc.assert(
      fc.property(hostile, lines, lines, lines, (text, before, after, notes) => {
        const { resource } = restoredNotice();
        const own = { ...resource, id: text, tags: { Name: text } };
        const said = {
          actor: text,
          restores: text,
          actionId: text,
          rules: notes,
          failure: { ...failure, message: text },
        };

        assertFitsSlack(renderNotice(restoredNotice({ ...said, resource: own, before, after, notes })));
      }),
      { numRuns: 150 },
    );
  });
});
