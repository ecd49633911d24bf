import { assert } from 'chai';
import type { ComplianceChange } from '../../notifier/announcement.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { renderPlain } from '../../notifier/slack-text.ts';
import { complianceChange } from '../support/notices.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';

const plain = (overrides: Partial<ComplianceChange>) => renderPlain(renderTelling(complianceChange(overrides)));

describe('a compliance change in Slack', () => {
  it('says what became non-compliant, where, why, and where to look', () => {
    const message = renderTelling(complianceChange());

    const console = 'https://eu-west-1.console.aws.amazon.com';
    assert.equal(
      renderPlain(message),
      [
        '🚨 Non-compliant: bucket invoices-archive',
        '  Rule       s3-bucket-public-access',
        '  Verdict    COMPLIANT → NON_COMPLIANT',
        `  Resource   invoices-archive (${console}/s3/buckets/invoices-archive?region=eu-west-1&tab=permissions)`,
        '  Account    111122223333',
        '  Region     eu-west-1',
        '  Judged at  2026-11-20 10:15:30 UTC',
        '  What is wrong',
        '    statement 0 (PublicRead): Principal is *',
        `  Who changed it: CloudTrail event history (${console}/cloudtrailv2/home?region=eu-west-1#/events?ResourceName=invoices-archive)`,
      ].join('\n'),
    );
    assert.equal(
      message.text,
      'Non-compliant: bucket `invoices-archive` in `111122223333` `eu-west-1`, rule `s3-bucket-public-access`',
    );
  });

  const verdicts: [string, Partial<ComplianceChange>, string, string][] = [
    ['a first evaluation', { from: null }, '🚨 Non-compliant: ', 'first evaluation → NON_COMPLIANT'],
    ['a fixed one', { from: 'NON_COMPLIANT', to: 'COMPLIANT' }, '✅ Compliant again: ', 'NON_COMPLIANT → COMPLIANT'],
    ['a deleted one', { from: 'NON_COMPLIANT', to: 'NOT_APPLICABLE' }, '🗑️ Gone: ', 'NON_COMPLIANT → gone'],
    ['one without a verdict', { from: 'NON_COMPLIANT', to: null }, '🗑️ Gone: ', 'NON_COMPLIANT → gone'],
    [
      'one that is no longer judged',
      { from: 'NON_COMPLIANT', to: 'INSUFFICIENT_DATA' },
      '❔ No longer judged: ',
      'NON_COMPLIANT → INSUFFICIENT_DATA',
    ],
  ];
  for (const [name, overrides, heading, verdict] of verdicts) {
    it(`tells ${name}`, () => {
      const text = plain(overrides);

      assert.isTrue(text.startsWith(heading), text);
      assert.include(text, `  Verdict    ${verdict}\n`);
    });
  }

  it('leaves out what Config did not say', () => {
    const text = plain({ annotation: null, at: null });

    assert.notInclude(text, 'What is wrong');
    assert.notInclude(text, 'Judged at');
    assert.notInclude(text, 'null');
  });

  it('calls an annotation of a compliant resource what it is', () => {
    assert.include(
      plain({ from: 'NON_COMPLIANT', to: 'COMPLIANT', annotation: 'all fine' }),
      '  What the rule says\n    all fine',
    );
  });

  it('shows user text in an annotation letter by letter', () => {
    const message = renderTelling(complianceChange({ annotation: 'tag <!channel>\n```\n*is* missing' }));

    assertFitsSlack(message);
    assert.include(renderPlain(message), "\n    tag <!channel>\n    '''\n    *is* missing\n");
  });

  it('shows a time that it cannot read as it came', () => {
    assert.include(plain({ at: 'yesterday' }), '  Judged at  yesterday\n');
  });

  it('has no links where there is no public console', () => {
    const text = plain({ region: 'us-iso-east-1' });

    assert.notInclude(text, 'https://');
    assert.include(text, '  Resource   invoices-archive\n');
  });
});

describe('a burst in Slack', () => {
  const changes = [
    ...Array.from({ length: 3 }, (_, index) => complianceChange({ resourceId: `fine-${index}`, to: 'COMPLIANT' })),
    ...Array.from({ length: 30 }, (_, index) => complianceChange({ resourceId: `bad-${index}` })),
    complianceChange({ resourceId: 'gone-0', to: 'NOT_APPLICABLE' }),
    complianceChange({ resourceId: 'gone-1', to: null }),
  ];

  it('counts by verdict, the worst first, and lists each with rule and place', () => {
    const message = renderTelling({ kind: 'compliance-burst', changes });
    const lines = renderPlain(message).split('\n');

    assert.deepEqual(lines.slice(0, 4), [
      '🚨 35 compliance changes at once',
      '  30 non-compliant, 3 compliant again, 2 gone',
      '  Non-compliant',
      '    bad-0 (s3-bucket-public-access, 111122223333 eu-west-1)',
    ]);
    assert.include(lines, '    … and 5 more');
    assert.deepEqual(lines.slice(-3), [
      '  Gone',
      '    gone-0 (s3-bucket-public-access, 111122223333 eu-west-1)',
      '    gone-1 (s3-bucket-public-access, 111122223333 eu-west-1)',
    ]);
    assert.equal(message.text, '35 compliance changes at once: 30 non-compliant, 3 compliant again, 2 gone');
  });

  it('is no alert where nothing became non-compliant', () => {
    const message = renderTelling({ kind: 'compliance-burst', changes: changes.slice(0, 3) });

    assert.isTrue(renderPlain(message).startsWith('✅ 3 compliance changes at once\n  3 compliant again\n'));
  });
});
