import { type MessageAttributeValue, PublishCommand } from '@aws-sdk/client-sns';
import { assert } from 'chai';
import { assertRefused } from '../support/refusal.ts';
import { type ServedSns, startSns } from '../support/sns.ts';
import { createTestQueue, type TestQueue } from '../support/sqs.ts';

const text = (StringValue: string): MessageAttributeValue => ({ DataType: 'String', StringValue });
const number = (StringValue: string): MessageAttributeValue => ({ DataType: 'Number', StringValue });
const list = (...values: unknown[]): MessageAttributeValue => ({
  DataType: 'String.Array',
  StringValue: JSON.stringify(values),
});

describe('filter policies of the local SNS', () => {
  let served: ServedSns;
  let topicArn: string;
  let queue: TestQueue;
  beforeEach(async () => {
    served = await startSns();
    topicArn = await served.topic('notices');
    queue = await createTestQueue(served.sqs, 'work');
  });
  afterEach(() => served.stop());

  const admitted = async (
    Message: string,
    MessageAttributes: Record<string, MessageAttributeValue>,
  ): Promise<boolean> => {
    await served.sns.send(new PublishCommand({ TopicArn: topicArn, Message, MessageAttributes }));
    return (await queue.counts())[0] > 0;
  };

  const byAttributes: [object, Record<string, MessageAttributeValue>, boolean][] = [
    [{ kind: ['a', 'b'] }, { kind: text('b') }, true],
    [{ kind: ['a', 'b'] }, { kind: text('c') }, false],
    [{ kind: ['a'] }, {}, false],
    [{ kind: ['a'], size: [1] }, { kind: text('a') }, false],
    [{ kind: ['a'], size: [1] }, { kind: text('a'), size: number('1.0') }, true],
    [{ size: [1] }, { size: text('1') }, false],
    [{ kind: ['a'] }, { kind: list('x', 'a') }, true],
    [{ kind: ['a'] }, { kind: list('x') }, false],
    [{ kind: [true, null] }, { kind: list(null) }, true],
    [{ kind: [{ prefix: 'sg-' }] }, { kind: text('sg-1') }, true],
    [{ kind: [{ prefix: 'sg-' }] }, { kind: text('eni-1') }, false],
    [{ kind: [{ 'anything-but': ['a', 'b'] }] }, { kind: text('c') }, true],
    [{ kind: [{ 'anything-but': ['a', 'b'] }] }, { kind: text('a') }, false],
    [{ kind: [{ 'anything-but': 'a' }] }, {}, false],
    [{ kind: [{ 'anything-but': { prefix: 'x-' } }] }, { kind: text('x-1') }, false],
    [{ kind: [{ exists: true }] }, { kind: text('any') }, true],
    [{ kind: [{ exists: true }] }, {}, false],
    [{ kind: [{ exists: false }] }, {}, true],
    [{ kind: [{ exists: false }] }, { kind: text('any') }, false],
    [{ size: [{ numeric: ['>', 0, '<=', 5] }] }, { size: number('5') }, true],
    [{ size: [{ numeric: ['>', 0, '<=', 5] }] }, { size: number('0') }, false],
    [{ size: [{ numeric: ['=', 301.5] }] }, { size: number('3.015e2') }, true],
    [{ kind: ['a', { prefix: 'b' }] }, { kind: text('bc') }, true],
    [{ bytes: [{ exists: true }] }, { bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) } }, false],
    [{}, {}, true],
  ];
  for (const [policy, attributes, expected] of byAttributes) {
    const shown = JSON.stringify(
      Object.fromEntries(Object.entries(attributes).map(([name, { StringValue }]) => [name, StringValue])),
    );
    it(`${expected ? 'admits' : 'keeps out'} attributes ${shown} by ${JSON.stringify(policy)}`, async () => {
      await served.subscribe(topicArn, 'sqs', queue.arn, { FilterPolicy: JSON.stringify(policy) });

      assert.equal(await admitted('{"kind":"a"}', attributes), expected);
    });
  }

  const byBody: [object, string, boolean][] = [
    [{ messageType: ['ComplianceChangeNotification'] }, '{"messageType":"ComplianceChangeNotification"}', true],
    [{ messageType: ['ComplianceChangeNotification'] }, '{"messageType":"ConfigRulesEvaluationStarted"}', false],
    [{ a: { b: ['x'] } }, '{"a":{"b":"x"}}', true],
    [{ a: { b: ['x'] } }, '{"a":{"b":["y","x"]}}', true],
    [{ a: { b: ['x'] } }, '{"a":[{"b":"y"},{"b":"x"}]}', true],
    [{ a: { b: ['x'] } }, '{"a":"x"}', false],
    [{ a: [1] }, '{"a":1}', true],
    [{ a: [{ exists: false }] }, '{"b":1}', true],
    [{ a: [{ numeric: ['<', 3] }] }, '{"a":2.5}', true],
    [{ a: ['x'] }, 'no JSON', false],
    [{ a: ['x'] }, '["x"]', false],
  ];
  for (const [policy, message, expected] of byBody) {
    it(`${expected ? 'admits' : 'keeps out'} the body ${message} by ${JSON.stringify(policy)}`, async () => {
      const FilterPolicy = JSON.stringify(policy);
      await served.subscribe(topicArn, 'sqs', queue.arn, { FilterPolicy, FilterPolicyScope: 'MessageBody' });

      assert.equal(await admitted(message, {}), expected);
    });
  }

  const unfit: [string, string, RegExp][] = [
    ['what is no JSON', '{', /failed to parse JSON/],
    ['what is no object', '["a"]', /failed to parse JSON/],
    ['a value outside a list', '{"a":"x"}', /"a" must be an object or an array/],
    ['an empty list', '{"a":[]}', /Empty arrays/],
    ['an operator it lacks', '{"a":[{"suffix":"x"}]}', /Unrecognized match type suffix/],
    ['a comparison that is none', '{"a":[{"numeric":["~",1]}]}', /numeric/],
    ['exists of a text', '{"a":[{"exists":"yes"}]}', /exists/],
    ['a nested policy on attributes', '{"a":{"b":["x"]}}', /does not support nested/],
    [
      'six keys',
      JSON.stringify(Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => [key, ['x']]))),
      /more than 5 keys/,
    ],
    ['151 combinations', JSON.stringify({ a: Array.from({ length: 151 }, (_, index) => index) }), /too complex/],
  ];
  for (const [what, FilterPolicy, message] of unfit) {
    it(`refuses ${what}`, async () => {
      await assertRefused(
        served.subscribe(topicArn, 'sqs', queue.arn, { FilterPolicy }),
        'InvalidParameterException',
        message,
      );
    });
  }
});
