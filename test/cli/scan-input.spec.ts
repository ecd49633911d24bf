import { assert } from 'chai';
import { readScanInput } from '../../cli/scan-input.ts';
import { assertFails } from '../support/assert-fails.ts';
import {
  changeEvent,
  deletedGroupItem,
  groupItem,
  inApiForm,
  oversizedEvent,
  ruleEvent,
  scheduledEvent,
} from '../support/rule-events.ts';

const second = groupItem({ resourceId: 'sg-2' });
const idsOf = (content: unknown): string[] => readScanInput(content, 'f.json').items.map(({ item }) => item.resourceId);

describe('readScanInput', () => {
  for (const [what, content, ids] of [
    ['a configuration snapshot', { fileVersion: '1.0', configurationItems: [groupItem(), second] }, ['sg-1', 'sg-2']],
    ['an empty snapshot', { configurationItems: [] }, []],
    ['an array of items of both forms', [groupItem(), inApiForm(second)], ['sg-1', 'sg-2']],
    ['one item in stream form', groupItem(), ['sg-1']],
    ['one item in API form', inApiForm(groupItem()), ['sg-1']],
    ['one item of a deleted resource', deletedGroupItem(), ['sg-1']],
    ['a rule event', changeEvent(), ['sg-1']],
  ] as const) {
    it(`reads ${what}`, () => {
      assert.deepEqual(idsOf(content), [...ids]);
    });
  }

  it('reads a rule event of which only the invoking event was kept, or whose token was blanked', () => {
    const { invokingEvent } = changeEvent();

    assert.deepEqual(idsOf({ invokingEvent }), ['sg-1']);
    assert.deepEqual(idsOf(changeEvent(groupItem(), { resultToken: '', configRuleName: null })), ['sg-1']);
  });

  it('knows that the resource of a rule event left the scope', () => {
    const { items } = readScanInput(changeEvent(groupItem(), { eventLeftScope: true }), 'f.json');

    assert.deepEqual(
      items.map(({ leftScope }) => leftScope),
      [true],
    );
  });

  for (const [ruleParameters, ignored] of [
    [undefined, false],
    ['{}', false],
    ['{"ports":"22"}', true],
  ] as const) {
    it(`says ${ignored} of ignoring the parameters ${ruleParameters}`, () => {
      const { ignoredParameters } = readScanInput(changeEvent(groupItem(), { ruleParameters }), 'f.json');

      assert.equal(ignoredParameters, ignored);
    });
  }

  it('lists what cannot be read among items that can, with the id where there is one', () => {
    const content = [groupItem(), { resourceId: 'sg-9' }, 'rubbish', null, second];

    const { items, errors } = readScanInput(content, 'f.json');

    assert.lengthOf(items, 2);
    assert.deepEqual(
      errors.map(({ resourceId }) => resourceId),
      ['sg-9', undefined, undefined],
    );
    for (const { message } of errors) assert.match(message, /^configuration item/);
  });

  it('lists the item of a rule event that cannot be read', () => {
    const { items, errors } = readScanInput(changeEvent({ resourceId: 'sg-9' }), 'f.json');

    assert.deepEqual(items, []);
    assert.deepEqual(
      errors.map(({ resourceId }) => resourceId),
      ['sg-9'],
    );
  });

  for (const [what, content, text] of [
    ['a number', 7, 'f.json: neither'],
    ['null', null, 'f.json: neither'],
    ['another object', { Records: [] }, 'f.json: neither'],
    ['a snapshot without items', { configurationItems: 'none' }, 'f.json: neither'],
    [
      'an oversized notification',
      oversizedEvent(),
      'f.json: a rule event of kind oversized carries no configuration item',
    ],
    ['a scheduled notification', scheduledEvent(), 'f.json: a rule event of kind scheduled'],
    [
      'an event of an unknown type',
      ruleEvent({ messageType: 'Surprise' }),
      'f.json: invokingEvent (Surprise): messageType',
    ],
    ['an event that is not JSON inside', ruleEvent('{'), 'f.json: rule event: invokingEvent is not JSON'],
  ] as const) {
    it(`refuses ${what}, naming the file`, () => {
      assertFails(() => readScanInput(content, 'f.json'), 'FILE_UNREADABLE', text);
    });
  }
});
