import { assert } from 'chai';
import type { ComplianceChange } from '../../notifier/announcement.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { ruleOf } from '../../rules/registry.ts';
import { complianceChange } from '../support/notices.ts';
import { assertFitsSlack } from './assert-fits-slack.ts';
import { fieldsOf, headingOf, linesOf, partOf, smallPrintOf } from './message-parts.ts';

const rendered = (overrides: Partial<ComplianceChange> = {}) => renderTelling(complianceChange(overrides));
const console = 'https://eu-west-1.console.aws.amazon.com';

describe('a compliance change in Slack', () => {
  it('says what became non-compliant, where, why it matters, who may know who did it, and what to do', () => {
    const message = rendered();

    assert.equal(headingOf(message), ':rotating_light: Non-compliant: bucket invoices-archive');
    assert.deepEqual(fieldsOf(message), {
      Where: `<${console}/s3/buckets/invoices-archive?region=eu-west-1&amp;tab=permissions|invoices-archive>\n\`111122223333\` \`eu-west-1\``,
      'Caused by': `<${console}/cloudtrailv2/home?region=eu-west-1#/events?ResourceName=invoices-archive|see CloudTrail event history>`,
      Rule: '`s3-bucket-public-access`',
      When: '`2026-11-20 10:15:30 UTC`',
    });
    assert.deepEqual(linesOf(message, 'What is wrong'), ['statement 0 (PublicRead): Principal is *']);
    assert.equal(partOf(message, 'Why it matters:'), ruleOf('s3-bucket-public-access')?.risk);
    assert.equal(
      partOf(message, 'Next:'),
      '`configmend inspect --resource invoices-archive` shows what would be changed. If it must stay as it is: `configmend exemptions add`.',
    );
    assert.equal(
      message.text,
      'Non-compliant: bucket `invoices-archive` in `111122223333` `eu-west-1`, rule `s3-bucket-public-access`',
    );
  });

  const verdicts: [string, Partial<ComplianceChange>, string, string][] = [
    ['a first evaluation', { from: null }, ':rotating_light: Non-compliant: ', 'first evaluation → NON_COMPLIANT'],
    [
      'a fixed one',
      { from: 'NON_COMPLIANT', to: 'COMPLIANT' },
      ':white_check_mark: Compliant again: ',
      'NON_COMPLIANT → COMPLIANT',
    ],
    ['a deleted one', { from: 'NON_COMPLIANT', to: 'NOT_APPLICABLE' }, ':wastebasket: Gone: ', 'NON_COMPLIANT → gone'],
    ['one without a verdict', { from: 'NON_COMPLIANT', to: null }, ':wastebasket: Gone: ', 'NON_COMPLIANT → gone'],
    [
      'one that is no longer judged',
      { from: 'NON_COMPLIANT', to: 'INSUFFICIENT_DATA' },
      ':grey_question: No longer judged: ',
      'NON_COMPLIANT → INSUFFICIENT_DATA',
    ],
  ];
  for (const [name, overrides, heading, verdict] of verdicts) {
    it(`tells ${name}`, () => {
      const message = rendered(overrides);

      assert.isTrue(headingOf(message).startsWith(heading), headingOf(message));
      assert.deepEqual(smallPrintOf(message), [`Verdict of AWS Config: ${verdict}`]);
    });
  }

  it('knows a rule by its Config rule’s name, whatever the prefix', () => {
    const message = rendered({ rule: 'team-a-s3-account-public-access-block' });

    assert.equal(partOf(message, 'Why it matters:'), ruleOf('s3-account-public-access-block')?.risk);
  });

  it('says nothing of why, and of no command, where the rule is not ours', () => {
    const message = rendered({ rule: 'required-tags' });

    assert.isUndefined(partOf(message, 'Why it matters:'));
    assert.notInclude(JSON.stringify(message), 'configmend inspect');
  });

  it('asks nobody to do anything about what is well again', () => {
    const message = rendered({ from: 'NON_COMPLIANT', to: 'COMPLIANT', annotation: 'all fine' });

    assert.isUndefined(partOf(message, 'Next:'));
    assert.isUndefined(partOf(message, 'Why it matters:'));
    assert.deepEqual(linesOf(message, 'What the rule says'), ['all fine']);
    assert.property(fieldsOf(message), 'Changed by');
  });

  it('leaves out what Config did not say', () => {
    const message = rendered({ annotation: null, at: null });

    assert.isEmpty(linesOf(message, 'What is wrong'));
    assert.notProperty(fieldsOf(message), 'When');
    assert.notInclude(JSON.stringify(message), 'null');
  });

  it('shows user text in an annotation letter by letter', () => {
    const message = rendered({ annotation: 'tag <!channel>\n```\n*is* missing' });

    assertFitsSlack(message);
    assert.deepEqual(linesOf(message, 'What is wrong'), ['tag &lt;!channel&gt;', "'''", '*is* missing']);
  });

  it('shows a time that it cannot read as it came', () => {
    assert.equal(fieldsOf(rendered({ at: 'yesterday' }))['When'], 'yesterday');
  });

  it('has no links where there is no public console', () => {
    const message = rendered({ region: 'us-iso-east-1' });

    assert.notInclude(JSON.stringify(message), 'https://');
    assert.equal(fieldsOf(message)['Where'], '`invoices-archive`\n`111122223333` `us-iso-east-1`');
  });
});

describe('a burst of compliance changes in Slack', () => {
  const changes = [
    ...Array.from({ length: 3 }, (_, index) => complianceChange({ resourceId: `fine-${index}`, to: 'COMPLIANT' })),
    ...Array.from({ length: 30 }, (_, index) => complianceChange({ resourceId: `bad-${index}` })),
    complianceChange({ resourceId: 'gone-0', to: 'NOT_APPLICABLE' }),
    complianceChange({ resourceId: 'gone-1', to: null }),
  ];

  it('counts by verdict, the worst first, and says once what is the same of all', () => {
    const message = renderTelling({ kind: 'compliance-burst', changes });

    assert.equal(headingOf(message), ':rotating_light: 35 compliance changes at once');
    assert.deepEqual(fieldsOf(message), { Where: '`111122223333 eu-west-1`', Rule: '`s3-bucket-public-access`' });
    assert.equal(partOf(message, 'Why it matters:'), ruleOf('s3-bucket-public-access')?.risk);
    assert.deepEqual(linesOf(message, 'Non-compliant').slice(0, 2), ['bad-0', 'bad-1']);
    assert.equal(linesOf(message, 'Non-compliant').at(-1), '… and 5 more');
    assert.deepEqual(linesOf(message, 'Gone'), ['gone-0', 'gone-1']);
    assert.equal(message.text, '35 compliance changes at once: 30 non-compliant, 3 compliant again, 2 gone');
  });

  it('says on each line what differs', () => {
    const other = complianceChange({ resourceId: 'other', rule: 's3-bucket-logging', region: 'us-east-1' });

    const message = renderTelling({ kind: 'compliance-burst', changes: [...changes.slice(3, 5), other] });

    assert.deepEqual(fieldsOf(message), {});
    assert.deepEqual(linesOf(message, 'Non-compliant'), [
      'bad-0 · s3-bucket-public-access · 111122223333 eu-west-1',
      'bad-1 · s3-bucket-public-access · 111122223333 eu-west-1',
      'other · s3-bucket-logging · 111122223333 us-east-1',
    ]);
  });

  it('is no alert where nothing became non-compliant', () => {
    const message = renderTelling({ kind: 'compliance-burst', changes: changes.slice(0, 3) });

    assert.equal(headingOf(message), ':white_check_mark: 3 compliance changes at once');
    assert.isUndefined(partOf(message, 'Next:'));
  });
});
