import { assert } from 'chai';
import * as fc from 'fast-check';
import { dependencies, dependencyOrder } from '../../../local/terraform/dependency-order.ts';
import { readTemplate } from '../../../local/terraform/template.ts';
import { referencesOf } from '../../../local/terraform/references.ts';
import { assertTemplateError } from './support/assert-template-error.ts';

describe('References of a template', () => {
  const table: readonly [data: unknown, found: string[]][] = [
    ['plain', []],
    ['${aws_x.y.arn}', ['aws_x.y']],
    ['${aws_x.y-z[0].arn}/${aws_x.y-z[0].id}', ['aws_x.y-z']],
    ['${aws_x.y[aws_z.k.index].arn}', ['aws_x.y', 'aws_z.k']],
    ['${data.aws_caller_identity.me.account_id}', ['data.aws_caller_identity.me']],
    ['${var.a.b.c ? var.d : "${aws_x.in.arn}"}', ['aws_x.in', 'var.a', 'var.d']],
    ['${[for id, mode in var.ids : "${id}${mode}" if id != aws_x.y.id]}', ['aws_x.y', 'var.ids']],
    ['${{for id in var.ids : id => each.key}}', ['var.ids']],
    ['${count.index + each.value}', []],
    ['${try(!aws_a.b.c, -aws_d.e.f, [aws_g.h], {k = aws_i.j})}', ['aws_a.b', 'aws_d.e', 'aws_g.h', 'aws_i.j']],
    [{ deep: [{ '${aws_key.k.id}': ['${aws_x.y}'] }], n: 1 }, ['aws_key.k', 'aws_x.y']],
  ];
  for (const [data, found] of table) {
    it(`in ${JSON.stringify(data)} are ${found.join(', ') || 'none'}`, () => {
      assert.deepEqual([...referencesOf(data)].toSorted(), found);
    });
  }
});

describe('The order of resources', () => {
  const blocksOf = (resource: Record<string, Record<string, object>>) => readTemplate({ resource }).resources;

  it('has what is referred to first, by arguments, count, for_each and depends_on', () => {
    const blocks = blocksOf({
      aws_a: {
        arguments: { x: ['${aws_b.one.arn}'] },
        counted: { count: '${aws_b.one.size}' },
        repeated: { for_each: '${aws_b.two.names}' },
        told: { depends_on: ['aws_b.three'] },
      },
      aws_b: { one: { of: '${aws_b.two.id}' }, two: {}, three: {} },
    });

    const order = dependencyOrder(blocks).map(({ address }) => address);

    assert.deepEqual(order, [
      'aws_b.two',
      'aws_b.one',
      'aws_a.arguments',
      'aws_a.counted',
      'aws_a.repeated',
      'aws_b.three',
      'aws_a.told',
    ]);
  });

  it('names a cycle', async () => {
    const blocks = blocksOf({ aws_a: { x: { b: '${aws_b.y.id}' } }, aws_b: { y: { depends_on: ['aws_a.x'] } } });

    await assertTemplateError(() => dependencyOrder(blocks), 'cycle: aws_a.x → aws_b.y → aws_a.x');
  });

  it('names a reference to what is not there', async () => {
    const blocks = blocksOf({ aws_a: { x: { b: '${aws_b.gone.id}' } } });

    await assertTemplateError(() => dependencyOrder(blocks), 'aws_a.x refers to aws_b.gone');
  });

  it('holds for any references without a cycle, and loses no resource', () => {
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(graph, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (edges, stream) => {
        const named = edges.map((to, index): [string, object] => {
          const names = index === 0 ? [] : to.map((one) => `aws_a.n${one % index}`);
          return [`n${index}`, { refers: names.map((name) => `\${${name}.id}`) }];
        });
        const shuffled = named
          .map((entry) => ({ entry, at: Number(stream.next().value) }))
          .toSorted((one, other) => one.at - other.at)
          .map(({ entry }) => entry);

        const order = dependencyOrder(blocksOf({ aws_a: Object.fromEntries(shuffled) }));

        assert.lengthOf(order, edges.length);
        const seen = new Set<string>();
        for (const block of order) {
          for (const address of dependencies(block)) assert.isTrue(seen.has(address), `${address} is too late`);
          seen.add(block.address);
        }
      }),
    );
  });
});
