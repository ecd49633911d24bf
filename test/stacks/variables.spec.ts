import { assert } from 'chai';
import * as v from 'valibot';
import { lambdaSources } from '../../build/lambdas.ts';
import { rules } from '../../rules/registry.ts';
import { longestPrefix, longestRegion } from '../../stacks/common-variables.ts';
import { cisTemplate, mainTemplate, memberTemplate } from './support/synthesised.ts';

const Variable = v.object({
  type: v.string(),
  description: v.pipe(v.string(), v.minLength(10)),
  default: v.optional(v.unknown()),
  nullable: v.literal(false),
  sensitive: v.optional(v.never()),
  validation: v.optional(v.array(v.object({ condition: v.string(), error_message: v.string() })), []),
});

/** What a member takes from its hub. */
const required = ['hub_account_id', 'hub_region', 'external_id', 'hub_bus_arn', 'roles_region'];

for (const [stack, template, withoutDefault] of [
  ['main stack', mainTemplate, []],
  ['stack of a member', memberTemplate, required],
  ['stack of CIS alarms', cisTemplate, []],
] as const) {
  describe(`the variables of the ${stack}`, () => {
    it('each have a description, a type and, but for what only the hub knows, a default, and are never null', () => {
      for (const [name, variable] of Object.entries(template().variable)) {
        assert.isTrue(v.is(Variable, variable), name);
        assert.equal('default' in variable, !withoutDefault.some((one) => one === name), name);
      }
    });

    it('each are checked where they can be wrong, with a sentence that names them', () => {
      for (const [name, variable] of Object.entries(template().variable)) {
        const { type, validation } = v.parse(Variable, variable);

        if (type !== 'bool') assert.isNotEmpty(validation, name);
        for (const { condition, error_message: sentence } of validation) {
          assert.include(condition, `var.${name}`);
          assert.match(sentence, new RegExp(`^${name}:? .*\\.$`));
        }
      }
    });
  });
}

describe('the variables', () => {
  it('know every rule, and every parameter of it by name', () => {
    const { validation } = v.parse(Variable, mainTemplate().variable['rule_parameters']);

    for (const { id, parameters } of rules) {
      assert.deepInclude(
        validation.map(({ error_message }) => error_message),
        Object.keys(parameters).length === 0
          ? `rule_parameters may not be given to ${id}: it has none.`
          : `rule_parameters of ${id} may name only: ${Object.keys(parameters).join(', ')}.`,
      );
    }
  });

  it('enable every rule that is on by default, and no other, unless told otherwise', () => {
    const [on, off] = [true, false].map((wanted) =>
      rules.filter(({ enabledByDefault }) => enabledByDefault === wanted).map(({ id }) => id),
    );

    assert.deepEqual(mainTemplate().variable['enabled_rules']?.['default'], on);
    assert.isNotEmpty(off);
  });

  it('leave room in the names of roles and buckets for the longest prefix and region', () => {
    const longest = Math.max(...lambdaSources().map(({ name }) => name.length));

    assert.isAtMost(`${'p'.repeat(longestPrefix)}-${'r'.repeat(longestRegion)}-`.length + longest, 64);
    assert.isAtMost(`${'p'.repeat(longestPrefix)}-${'r'.repeat(longestRegion)}-ledger-111122223333`.length, 63);
    assert.isAtMost('ap-southeast-1'.length, longestRegion);
  });
});
