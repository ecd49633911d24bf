import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { rules } from '../../rules/registry.ts';
import { defaultLimits } from '../../safety/limits.ts';
import { stackVariables } from '../../stacks/variables.ts';
import { evaluated } from '../stacks/support/evaluated.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'deploy.md'), 'utf8');
const [, section = ''] = /## Variables\n([^]+?)\n## /.exec(text) ?? [];

/** What is said to hold unless given, by variable; two of them may share a row. */
function listed(): Map<string, string> {
  return new Map(
    [...section.matchAll(/^\| (`[^|]+) \| ([^|]+) \|/gm)].flatMap(([, names = '', values = '']) => {
      const found = [...names.matchAll(/`([a-z_]+)`/g)].map(([, name = '']) => name);
      const given = values.split(', ');
      return found.map((name, at): [string, string] => [
        name,
        (found.length === given.length ? (given[at] ?? '') : values).replaceAll('`', ''),
      ]);
    }),
  );
}

describe('the variables in docs/deploy.md', () => {
  it('are those that the stack has', () => {
    assert.sameMembers([...listed().keys()], Object.keys(stackVariables));
  });

  it('have the values that are said, where these are single ones', () => {
    const single = Object.entries(stackVariables).filter(([, { default: value }]) =>
      ['boolean', 'number'].includes(typeof value),
    );

    assert.isNotEmpty(single);
    for (const [name, { default: value }] of single) assert.equal(listed().get(name), JSON.stringify(value), name);
    for (const name of ['region', 'name_prefix', 'lambda_runtime', 'lambda_architecture'] as const) {
      assert.equal(listed().get(name), stackVariables[name].default);
    }
  });

  it('enable the rules that are said', () => {
    const off = rules.filter(({ enabledByDefault }) => !enabledByDefault).map(({ id }) => id);

    assert.equal(listed().get('enabled_rules'), `all but ${off.join(', ')}`);
  });

  it('show the limits of the breaker that hold unless given', () => {
    const [, block = ''] = /```hcl\nbreaker_limits = \{\n([^`]+)\}\n```/.exec(text) ?? [];
    const limits = Object.fromEntries(
      [...block.matchAll(/^ {2}([a-z_]+) += (\d+)/gm)].map(([, name = '', value]) => [name, Number(value)]),
    );

    assert.deepEqual(Object.values(limits), Object.values(defaultLimits));
    assert.equal(listed().get('breaker_limits'), Object.values(defaultLimits).join(', '));
    assert.doesNotThrow(() => evaluated({ breaker_limits: limits }));
  });
});
