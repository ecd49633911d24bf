import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { rules } from '../../rules/registry.ts';
import { maxAttempts } from '../../queue/attempts.ts';
import { evaluated } from '../stacks/support/evaluated.ts';
import { mainTemplate, resourceOf } from '../stacks/support/synthesised.ts';

const root = repositoryRoot();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const text = read('docs/operations.md');

describe('docs/operations.md', () => {
  it('names every alarm that there is, and no other', () => {
    const alarms = evaluated({ enable_auto_response: true })
      .resources('aws_cloudwatch_metric_alarm')
      .map(({ arguments: { alarm_name: name } }) => (typeof name === 'string' ? name.replace(/^configmend-/, '') : ''));

    const named = [...text.matchAll(/^\| (`[^|]+) \|(?: (`[^|]+) \|$)?/gm)]
      .flatMap(([, first = '', second = '']) => [...`${first} ${second}`.matchAll(/`([a-z0-9-]+)`/g)])
      .map(([, name = '']) => name);

    assert.isAtLeast(alarms.length, 30);
    assert.sameMembers(named, alarms);
  });

  it('counts attempts and minutes as they are', () => {
    const stalled = resourceOf(mainTemplate(), 'aws_cloudwatch_metric_alarm', 'remediation-stalled-alarm');

    assert.equal(maxAttempts, 5);
    assert.equal(stalled['threshold'], 30 * 60);
    assert.include(text, 'a message has waited for 30 minutes');
  });

  it('names outputs and rules that there are', () => {
    const outputs = [...text.matchAll(/-raw ([a-z_]+)/g), ...text.matchAll(/output `([a-z_]+)`/g)];
    const judged = [...text.matchAll(/--config-rule-names configmend-([a-z0-9-]+)/g)];

    assert.isNotEmpty(outputs);
    assert.isNotEmpty(judged);
    for (const [, name = ''] of outputs) assert.property(mainTemplate().output, name);
    for (const [, id = ''] of judged)
      assert.include(
        rules.map((rule) => rule.id),
        id,
      );
  });

  it('names codes that failures have', () => {
    const codes = [...text.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code = '']) => code);
    const known = [...read('contract/failure.ts').matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code);

    const own = codes.filter((code) => !code.startsWith('CONFIGMEND_'));
    assert.isNotEmpty(own);
    assert.includeMembers(known, own);
  });
});
