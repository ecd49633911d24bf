import { assert } from 'chai';
import { commandSpan } from '../../notifier/command-span.ts';
import { nameOf, timeText } from '../../notifier/resource-words.ts';
import { ruleNamed } from '../../notifier/rule-words.ts';
import { nothingKnown } from '../../notifier/known.ts';
import { shortActor } from '../../notifier/who-field.ts';
import { rules } from '../../rules/registry.ts';

describe('commandSpan', () => {
  const cases: [string, string][] = [
    ['20261120T101530Z-d9574994.1', 'x 20261120T101530Z-d9574994.1'],
    ['arn:aws:s3:::logs', 'x arn:aws:s3:::logs'],
    ['my_bucket.example', 'x my_bucket.example'],
    ['a b', 'x WHAT'],
    ['$(id)', 'x WHAT'],
    ['a;b', 'x WHAT'],
    ['a\nb', 'x WHAT'],
    ["a'b", 'x WHAT'],
    ['a&b', 'x WHAT'],
    ['a>b', 'x WHAT'],
    ['~/x', 'x WHAT'],
    ['*', 'x WHAT'],
    ['--all', 'x WHAT'],
    ['', 'x WHAT'],
  ];
  for (const [value, text] of cases) {
    it(`makes ${JSON.stringify(value)} ${text.endsWith('WHAT') ? 'no' : 'an'} argument`, () => {
      assert.deepEqual(commandSpan('x', { value, placeholder: 'WHAT' }), { kind: 'code', text });
    });
  }
});

describe('shortActor', () => {
  const cases: [string, string][] = [
    ['arn:aws:iam::111122223333:user/sam', 'user/sam'],
    ['arn:aws:iam::111122223333:root', 'root'],
    ['arn:aws:sts::111122223333:assumed-role/Admin/sam@example.org', 'Admin/sam@example.org'],
    ['arn:aws-cn:iam::444455556666:user/sam', '444455556666:user/sam'],
    ['arn:aws-us-gov:sts::444455556666:assumed-role/Admin/sam', '444455556666:Admin/sam'],
    [
      'arn:aws:iam::111122223333:user/a, arn:aws:iam::444455556666:user/b and 2 more',
      'user/a, 444455556666:user/b and 2 more',
    ],
    ['config.amazonaws.com', 'config.amazonaws.com'],
    ['', ''],
  ];
  for (const [actor, short] of cases) {
    it(`calls ${JSON.stringify(actor)} ${JSON.stringify(short)}`, () => {
      assert.equal(shortActor(actor, '111122223333', nothingKnown), short);
    });
  }
});

describe('ruleNamed', () => {
  for (const { id } of rules) {
    it(`knows ${id}, with and without a prefix`, () => {
      assert.equal(ruleNamed(id)?.id, id);
      assert.equal(ruleNamed(`my-own-prefix-${id}`)?.id, id);
      assert.isUndefined(ruleNamed(`x${id}`));
    });
  }
});

describe('nameOf and timeText', () => {
  it('know no name that is none', () => {
    assert.isNull(nameOf({ tags: { Name: '  ' } }));
    assert.isNull(nameOf({ tags: {} }));
    assert.isNull(nameOf({}));
    assert.equal(nameOf({ tags: { Name: ' web ' } }), 'web');
  });

  it('know no time that is none', () => {
    assert.equal(timeText('2026-11-20T10:15:30.123+0000'), '2026-11-20 10:15:30 UTC');
    assert.isNull(timeText('soon'));
  });
});
