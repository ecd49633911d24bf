import { assert } from 'chai';
import * as v from 'valibot';
import { plannedTemplate } from '../../checks/planned-template.ts';
import { mainTemplate } from '../stacks/support/synthesised.ts';

const Resource = v.looseObject({ address: v.string(), type: v.string(), name: v.string() });
const rootOf = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.object({ root_module: v.object({ resources: v.array(v.object({ ...Resource.entries, ...entries })) }) });
const Plan = v.object({
  planned_values: rootOf({ values: v.record(v.string(), v.unknown()) }),
  configuration: rootOf({ expressions: v.record(v.string(), v.object({ references: v.array(v.string()) })) }),
  resource_changes: v.array(
    v.object({ address: v.string(), change: v.object({ actions: v.array(v.string()), after: v.unknown() }) }),
  ),
});

function valuesOf(body: object, variable: object = {}): Record<string, unknown> {
  const plan = v.parse(Plan, plannedTemplate({ resource: { aws_thing: { one: body } }, variable }));
  return plan.planned_values.root_module.resources[0]?.values ?? {};
}

describe('the plan of a template', () => {
  it('creates each resource under its address', () => {
    const { resource } = mainTemplate();
    const addresses = Object.entries(resource).flatMap(([type, byName]) =>
      Object.keys(byName).map((name) => `${type}.${name}`),
    );

    const plan = v.parse(Plan, plannedTemplate(mainTemplate()));

    assert.sameMembers(
      plan.planned_values.root_module.resources.map(({ address }) => address),
      addresses,
    );
    assert.sameMembers(
      plan.resource_changes.map(({ address }) => address),
      addresses,
    );
    for (const { change } of plan.resource_changes) assert.deepEqual(change.actions, ['create']);
  });

  it('has every policy of the stack as JSON that can be read', () => {
    const plan = v.parse(Plan, plannedTemplate(mainTemplate()));

    const policies = plan.planned_values.root_module.resources
      .filter(({ type }) => type.endsWith('_policy'))
      .flatMap(({ values }) => ('policy' in values ? [values['policy']] : []));
    assert.isAtLeast(policies.length, 10);
    for (const policy of policies) assert.property(JSON.parse(v.parse(v.string(), policy)), 'Statement');
  });

  it('leaves out what is not an argument', () => {
    const body = { '//': {}, count: 1, depends_on: [], lifecycle: {}, name: 'x' };

    assert.deepEqual(valuesOf(body), { name: 'x' });
  });

  it('gives a variable the value that it has by default, at any depth', () => {
    const body = { days: '${var.days}', nested: [{ on: '${var.on}' }], mixed: 'a-${var.days}', none: '${var.none}' };

    const values = valuesOf(body, { days: { default: 90 }, on: { default: false }, none: {} });

    assert.deepEqual(values, { days: 90, nested: [{ on: false }], mixed: 'a-${var.days}', none: '${var.none}' });
  });

  it('says what an argument refers to, so that resources can be joined', () => {
    const body = { bucket: '${aws_s3_bucket.config[0].bucket}', plain: 'x' };

    const plan = v.parse(Plan, plannedTemplate({ resource: { aws_thing: { one: body } } }));

    assert.deepEqual(plan.configuration.root_module.resources[0]?.expressions, {
      bucket: { references: ['aws_s3_bucket.config[0].bucket', 'aws_s3_bucket.config'] },
      plain: { references: [] },
    });
  });

  it('is refused for a policy that nobody could read', () => {
    assert.throws(() => valuesOf({ policy: '{"Statement": [' }), SyntaxError);
  });

  it('is refused for what is no template', () => {
    assert.throws(() => plannedTemplate({ resource: { aws_thing: 'one' } }));
  });
});
