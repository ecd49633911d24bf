import { assert } from 'chai';
import * as fc from 'fast-check';
import { type Context, emptyContext } from '../../contract/context.ts';
import { isMendable } from '../../contract/violation.ts';
import { longestLogChain } from '../../publicness/log-loop.ts';
import { register } from '../../rules/registered-rule.ts';
import { parseParameters } from '../../rules/parameters.ts';
import { s3BucketLogging } from '../../rules/s3-bucket-logging.ts';
import { bucket } from '../support/buckets.ts';
import { securityGroup } from '../support/security-groups.ts';

type Logging = NonNullable<Context['loggingOf']>;
type Logs = Logging extends ReadonlyMap<string, infer L> ? L : never;

const to = (targetBucket: string): Logs => ({ targetBucket, targetPrefix: '' });
const parameters = parseParameters(s3BucketLogging, { targetBucket: 'logs' });

function whyNot(loggingOf: Logging | undefined, id = 'holiday-photos'): string | undefined {
  const context: Context = { ...emptyContext, ...(loggingOf === undefined ? {} : { loggingOf }) };
  const [only, ...others] = s3BucketLogging.evaluate(bucket({ id }), parameters, context);
  assert.isEmpty(others);
  if (only?.kind !== 'logging-off') assert.fail('no logging-off');
  assert.equal(isMendable(only), only.unmendable === undefined);
  return only.unmendable;
}

describe('s3-bucket-logging, where the target logs as well', () => {
  const cases: [string, [string, Logs][], string | undefined][] = [
    ['mends where the target is not logged', [['logs', null]], undefined],
    [
      'mends where the target logs elsewhere',
      [
        ['logs', to('deep')],
        ['deep', null],
      ],
      undefined,
    ],
    ['mends where the target has always logged itself', [['logs', to('logs')]], undefined],
    [
      'mends where others log in a circle',
      [
        ['logs', to('deep')],
        ['deep', to('logs')],
      ],
      undefined,
    ],
    [
      'mends where a bucket further on is gone',
      [
        ['logs', to('deep')],
        ['deep', { kind: 'gone' }],
      ],
      undefined,
    ],
    [
      'leaves to people a target whose own logs come back',
      [['logs', to('holiday-photos')]],
      'the logs of logs go to holiday-photos, so that each delivery of logs would be logged again, without end',
    ],
    [
      'leaves to people a target whose own logs come back by others',
      [
        ['logs', to('deep')],
        ['deep', to('deeper')],
        ['deeper', to('holiday-photos')],
      ],
      'the logs of logs go to holiday-photos, by deep and deeper, so that each delivery of logs would be logged again, without end',
    ],
    [
      'leaves to people a target that is not there: S3 would refuse it',
      [['logs', { kind: 'gone' }]],
      'there is no bucket logs to send the logs to',
    ],
    [
      'leaves to people a target of which it cannot be read where it logs',
      [['logs', { kind: 'unread', reason: 'AccessDenied' }]],
      'whether the logs of logs come back here cannot be read: AccessDenied',
    ],
    [
      'leaves to people a chain that cannot be read to its end',
      [
        ['logs', to('deep')],
        ['deep', { kind: 'unread', reason: 'AccessDenied' }],
      ],
      'whether the logs of deep come back here cannot be read: AccessDenied',
    ],
  ];
  for (const [what, known, reason] of cases) {
    it(what, () => {
      assert.equal(whyNot(new Map(known)), reason);
    });
  }

  it('previews the mend where nobody has read how the target logs, as in a file', () => {
    assert.isUndefined(whyNot(undefined));
    assert.isUndefined(whyNot(new Map([['another', to('holiday-photos')]])));
  });

  it('leaves to people a chain that is too long to be followed', () => {
    const names = Array.from({ length: longestLogChain + 2 }, (_, at) => (at === 0 ? 'logs' : `deep-${at}`));
    const known = new Map(names.map((name, at): [string, Logs] => [name, to(names[at + 1] ?? 'end')]));

    assert.match(whyNot(known) ?? '', /^the logs of logs go on by more than \d+ buckets/);
  });

  it('mends exactly where no delivery of logs can come back, whatever buckets log to each other', () => {
    const names = ['holiday-photos', 'logs', 'a1', 'b2', 'c3'];
    let loops = 0;
    fc.assert(
      fc.property(fc.array(fc.option(fc.constantFrom(...names)), { minLength: 4, maxLength: 4 }), (targets) => {
        const known = new Map(
          names.slice(1).map((name, at): [string, Logs] => {
            const target = targets[at] ?? null;
            return [name, target === null ? null : to(target)];
          }),
        );
        const reached = new Set<string>();
        for (let at: string | undefined = 'logs'; at !== undefined && !reached.has(at);) {
          reached.add(at);
          const next: Logs | undefined = known.get(at);
          at = next !== null && next !== undefined && 'targetBucket' in next ? next.targetBucket : undefined;
        }
        const closes = reached.has('holiday-photos');
        if (closes) loops++;

        assert.equal(whyNot(known) !== undefined, closes);
      }),
    );
    assert.isAbove(loops, 5);
  });

  it('asks how a target logs only of a bucket that it would log', () => {
    const judge = register(s3BucketLogging).withParameters({ targetBucket: 'logs-{region}' });
    const asked = (overrides: Parameters<typeof bucket>[0] = {}) => judge.logTargets?.(bucket(overrides));

    assert.deepEqual(asked(), ['logs-eu-west-1']);
    assert.deepEqual(asked({ id: 'logs-eu-west-1' }), []);
    assert.deepEqual(asked({ logging: { targetBucket: 'elsewhere', targetPrefix: '' } }), []);
    assert.deepEqual(asked({ logging: { kind: 'unread', reason: 'AccessDenied' } }), []);
    assert.deepEqual(register(s3BucketLogging).withParameters({}).logTargets?.(bucket()), []);
    assert.deepEqual(judge.logTargets?.(securityGroup([])), [], 'a resource of another type has none');
  });
});
