import { assert } from 'chai';
import { readTemplate } from '../../../local/terraform/template.ts';
import { plain } from '../../../local/terraform/value.ts';
import { resolveVariables } from '../../../local/terraform/variables.ts';
import { assertTemplateError } from './support/assert-template-error.ts';

const { variables: declared } = readTemplate({
  variable: {
    needed: { type: 'string' },
    days: {
      type: 'number',
      default: 90,
      nullable: false,
      validation: [{ condition: '${var.days >= 30}', error_message: 'days must be at least 30.' }],
    },
    on: { type: 'bool', default: false },
    ids: {
      type: 'list(string)',
      default: ['a'],
      validation: [
        { condition: '${alltrue([for id in var.ids : contains(["a", "b"], id)])}', error_message: 'ids: a or b.' },
        { condition: '${length(var.ids) < 3}', error_message: 'no more ids than ${1 + 1}.' },
      ],
    },
    set: { type: 'set(string)', default: [] },
    nested: { type: 'map(map(string))', default: {} },
    anything: { default: null },
    accounts: { type: 'map(object({name=string, regions=list(string)}))', default: {} },
  },
});

describe('Variables of a template', () => {
  it('have their defaults, and what is given in the place of them', () => {
    const resolved = resolveVariables(declared, { needed: 'x', ids: ['b'], on: null, days: null });

    assert.deepEqual(plain(resolved), {
      needed: 'x',
      days: 90,
      on: null,
      ids: ['b'],
      set: [],
      nested: {},
      anything: null,
      accounts: {},
    });
  });

  const converted: readonly [name: string, given: unknown, value: unknown][] = [
    ['needed', 5, '5'],
    ['days', '60', 60],
    ['on', 'true', true],
    ['ids', ['a', 'b'], ['a', 'b']],
    ['set', ['b', 'a', 'b'], ['a', 'b']],
    ['nested', { rule: { ports: 22 } }, { rule: { ports: '22' } }],
    ['anything', { a: [1] }, { a: [1] }],
    ['accounts', { '1': { name: 5, regions: ['a'], other: 'x' } }, { '1': { name: '5', regions: ['a'] } }],
  ];
  for (const [name, given, value] of converted) {
    it(`take ${JSON.stringify(given)} for ${name} as ${JSON.stringify(value)}`, () => {
      const resolved = resolveVariables(declared, { needed: 'x', [name]: given });

      assert.deepEqual(plain(resolved[name] ?? null), value);
    });
  }

  const wrong: readonly [given: Record<string, unknown>, says: string][] = [
    [{}, 'the variable needed needs a value'],
    [{ needed: 'x', typo: 1 }, 'the variable typo is not declared'],
    [{ needed: ['x'] }, 'var.needed: a list cannot be written into a string'],
    [{ needed: 'x', days: 'many' }, 'var.days: a number is needed, not "many"'],
    [{ needed: 'x', on: 'yes' }, 'var.on: a bool is needed, not "yes"'],
    [{ needed: 'x', ids: 'a' }, 'var.ids: a list is needed, not a string'],
    [{ needed: 'x', ids: [['a']] }, 'var.ids[0]'],
    [{ needed: 'x', nested: { rule: 'ports' } }, 'var.nested["rule"]: a map is needed, not a string'],
    [{ needed: 'x', nested: [] }, 'var.nested: a map is needed, not a list'],
    [{ needed: 'x', accounts: { '1': { name: 'a' } } }, 'var.accounts["1"]: the attribute regions is required'],
    [{ needed: 'x', accounts: { '1': 'a' } }, 'var.accounts["1"]: an object is needed, not a string'],
    [{ needed: 'x', accounts: { '1': { name: 'a', regions: 'a' } } }, 'var.accounts["1"].regions: a list is needed'],
    [{ needed: 'x', days: 29 }, 'days must be at least 30.'],
    [{ needed: 'x', ids: ['a', 'c'] }, 'ids: a or b.'],
    [{ needed: 'x', ids: ['a', 'b', 'a'] }, 'no more ids than 2.'],
    [{ days: 'many', typo: 1 }, 'the variable needed needs a value\nvar.days'],
    [{ needed: 'x', days: 1, ids: ['c'] }, 'days must be at least 30.\nids: a or b.'],
  ];
  for (const [given, says] of wrong) {
    it(`refuse ${JSON.stringify(given)}`, async () => {
      await assertTemplateError(() => resolveVariables(declared, given), says);
    });
  }

  it('refuse a type that is not read here', async () => {
    const { variables } = readTemplate({ variable: { x: { type: 'tuple([string])', default: [] } } });

    await assertTemplateError(() => resolveVariables(variables, {}), 'tuple([string]) is not read here');
  });
});
