import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import type { AnyReader } from '../../resources/reader.ts';
import { awsError } from '../support/aws.ts';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { failing, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { contextWith, ingress, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const group = (id: string, ...rules: Parameters<typeof securityGroup>[0]) => securityGroup(rules, { id });
const asked = (id = 'sg-1', attempt = 0) => work(held({ resource: groupIdentity(id), attempt }));
const revoke = 'RevokeSecurityGroupIngress';

type Read = Awaited<ReturnType<AnyReader['read']>>;

/** From the second read on, what is read is first passed through; the number counts these reads from 1. */
function readingBack(made: Remediation, pass: (read: Read, nth: number) => Read): void {
  const read = made.reader.read.bind(made.reader);
  let nth = 0;
  made.reader.read = async (ids) => {
    const answer = await read(ids);
    nth += 1;
    return nth === 1 ? answer : pass(answer, nth - 1);
  };
}

const stale = (id: string): Read => ({
  found: new Map([[id, group(id, ssh)]]),
  gone: new Set(),
  failed: new Map(),
});
const unread = (id: string, transient = true): Read => ({
  found: new Map(),
  gone: new Set(),
  failed: new Map([[id, new Failure('READ_FAILED', 'throttled', { transient })]]),
});

describe('verifying', () => {
  it('reads again, a little later, where the old state is still read', async () => {
    const made = remediation([group('sg-1', ssh)]);
    readingBack(made, (answer, nth) => (nth <= 2 ? stale('sg-1') : answer));

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
    assert.deepEqual(made.pauses, [200, 600]);
    assert.lengthOf(made.calls(), 1);
  });

  it('reads again only what has not settled', async () => {
    const made = remediation([group('sg-1', ssh), group('sg-2', ssh)]);
    readingBack(made, (answer, nth) => {
      if (nth > 1) return answer;
      return { ...answer, found: new Map([...answer.found, ...stale('sg-1').found]) };
    });

    await made.run(asked('sg-1'), asked('sg-2'));

    assert.deepEqual(made.reads, [['sg-1', 'sg-2'], ['sg-1', 'sg-2'], ['sg-1']]);
  });

  it('does not claim as mended what still violates after calls that succeeded', async () => {
    const made = remediation([group('sg-1', ssh)], { apply: () => Promise.resolve('done') });

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'partly-mended']]);
    assert.include(report.results[0]?.detail, 'STILL_VIOLATING: sg-1 still violates');
    assert.deepEqual(made.pauses, [200, 600, 1500]);
    assert.lengthOf(made.queue.retried, 1);
    assert.deepInclude(made.topic.told[0], { outcome: 'partly-mended' });
  });

  it('reads again where it could not read back for a passing reason', async () => {
    const made = remediation([group('sg-1', ssh)]);
    readingBack(made, (answer, nth) => (nth === 1 ? unread('sg-1') : answer));

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
    assert.deepEqual(made.pauses, [200]);
  });

  it('does not claim as mended what could not be read back', async () => {
    const made = remediation([group('sg-1', ssh)]);
    readingBack(made, () => unread('sg-1'));

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'partly-mended']]);
    assert.include(report.results[0]?.detail, 'READ_FAILED: throttled');
    assert.notProperty(made.ledger.writes[1]?.actions[0], 'after');
  });

  it('says why its call failed, where it could not read back either', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.hook = failing(revoke, awsError('UnauthorizedOperation'));
    readingBack(made, () => unread('sg-1'));

    await made.run(asked());

    assert.equal(made.queue.deadLetters[0]?.code, 'CHANGE_DENIED');
  });

  it('has a result for every resource, and tells of what it changed, though a reader breaks its word and rejects', async () => {
    const made = remediation([group('sg-1', ssh)]);
    readingBack(made, () => {
      throw new TypeError('a bug in the reader');
    });

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'partly-mended']]);
    assert.include(report.results[0]?.detail, 'a bug in the reader');
    assert.lengthOf(made.topic.told, 1);
    assert.lengthOf(made.queue.retried, 1);
  });

  it('takes a resource that the answer leaves out as not read, never as gone', async () => {
    const made = remediation([group('sg-1', ssh)]);
    made.reader.read = () => Promise.resolve({ found: new Map(), gone: new Set(), failed: new Map() });

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'failed']]);
    assert.include(report.results[0]?.detail, 'READ_FAILED: sg-1 was not read');
    assert.lengthOf(made.queue.retried, 1);
  });

  for (const [transient, settled] of [
    [true, 'retried'],
    [false, 'deadLetters'],
  ] as const) {
    it(`changes nothing that cannot be read, transient ${transient}`, async () => {
      const made = remediation([]);
      made.live.set('sg-1', new Failure('READ_FAILED', 'as AWS says', { transient }));

      assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'failed']]);
      assert.deepEqual(made.calls(), []);
      assert.lengthOf(made.queue[settled], 1);
    });
  }

  it('mends what is certain beside what is not, and says that something is left', async () => {
    const mixed = group('sg-1', ssh, ingress('tcp', 3389, 'pl-1'));
    const made = remediation([mixed]);
    made.reader.contextOf = () => Promise.resolve(contextWith({ 'pl-1': 'not authorized' }));

    const report = await made.run(asked());

    assert.deepEqual(outcomesOf(report), [['sg-1', 'partly-mended']]);
    assert.deepEqual(made.live.get('sg-1'), group('sg-1', ingress('tcp', 3389, 'pl-1')));
    assert.include(report.results[0]?.detail, 'pl-1');
    assert.lengthOf(made.queue.retried, 1);
  });

  it('does not let one resource that cannot be judged fail the others', async () => {
    const judge = (resource: { id: string }) => {
      if (resource.id === 'sg-1') throw new RangeError('a bug');
      return [];
    };
    const made = remediation([group('sg-1', ssh), group('sg-2')], {
      judges: new Map([['security-group-restricted-ports', judge]]),
    });

    const report = await made.run(asked('sg-1'), asked('sg-2'));

    assert.deepEqual(outcomesOf(report), [
      ['sg-1', 'failed'],
      ['sg-2', 'nothing-to-do'],
    ]);
    assert.equal(made.queue.deadLetters[0]?.message, 'sg-1 could not be judged: RangeError: a bug');
  });
});
