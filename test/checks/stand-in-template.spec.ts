import { assert } from 'chai';
import * as v from 'valibot';
import { standInTemplate } from '../../checks/stand-in-template.ts';
import { mainTemplate } from '../stacks/support/synthesised.ts';

const StandIn = v.looseObject({ input: v.record(v.string(), v.unknown()) });
const StandIns = v.object({
  variable: v.optional(v.record(v.string(), v.unknown())),
  output: v.optional(v.record(v.string(), v.looseObject({ value: v.unknown() }))),
  resource: v.object({ terraform_data: v.record(v.string(), StandIn) }),
});

function standIns(template: object) {
  return v.parse(StandIns, standInTemplate(template));
}

describe('the stand-in of a template', () => {
  it('needs no provider', () => {
    const standIn = standInTemplate({ terraform: { backend: {} }, provider: { aws: [{ region: 'x' }] }, '//': {} });

    assert.sameMembers(Object.keys(standIn), ['resource']);
  });

  it('holds the arguments of every resource, data source and provider', () => {
    const { resource } = standIns({
      provider: { aws: [{ region: '${var.region}' }] },
      data: { aws_partition: { here: {} } },
      resource: { aws_thing: { 'a-b': { '//': {}, name: 'x', block: [{ size: 1 }] } } },
    });

    assert.deepEqual(resource.terraform_data, {
      provider_aws_0: { input: { region: '${var.region}' } },
      data_aws_partition_here: { input: { partition: 'aws', dns_suffix: 'amazonaws.com' } },
      'aws_thing_a-b': { input: { name: 'x', block: [{ size: 1 }] } },
    });
  });

  const one = { name: 'x', block: { size: 1 }, blocks: [{ size: 1 }] };
  const referred: readonly (readonly [before: string, after: string])[] = [
    ['${aws_thing.one.name}', '${terraform_data.aws_thing_one.input.name}'],
    ['${aws_thing.one.arn}', '${terraform_data.aws_thing_one.id}'],
    ['${aws_thing.one[0].name}', '${terraform_data.aws_thing_one[0].input.name}'],
    ['${data.aws_partition.here.partition}', '${terraform_data.data_aws_partition_here.input.partition}'],
    ['${data.aws_partition.here.reverse_dns_prefix}', '${terraform_data.data_aws_partition_here.id}'],
    ['${aws_thing.one.block[0].size}', '${terraform_data.aws_thing_one.input.block.size}'],
    ['${aws_thing.one.blocks[0].size}', '${terraform_data.aws_thing_one.input.blocks[0].size}'],
    ['${length(aws_thing.one)}', '${length(terraform_data.aws_thing_one)}'],
    [
      'a ${aws_thing.one.arn}/${upper(aws_thing.one.name)}',
      'a ${terraform_data.aws_thing_one.id}/${upper(terraform_data.aws_thing_one.input.name)}',
    ],
    ['aws_thing.one.arn is text', 'aws_thing.one.arn is text'],
    ['${var.aws_thing.one}', '${var.aws_thing.one}'],
  ];
  for (const [before, after] of referred) {
    it(`has ${before} as ${after}`, () => {
      const { resource, output } = standIns({
        data: { aws_partition: { here: {} } },
        resource: { aws_thing: { one, two: { deep: [{ value: before }] } } },
        output: { out: { value: before } },
      });

      assert.deepEqual(resource.terraform_data['aws_thing_two']?.input, { deep: [{ value: after }] });
      assert.deepEqual(output?.['out']?.value, after);
    });
  }

  it('counts, waits and forbids as the resource does', () => {
    const lifecycle = {
      ignore_changes: ['name'],
      precondition: [{ condition: '${aws_thing.one.name != ""}', error_message: 'no' }],
    };
    const { resource } = standIns({
      resource: {
        aws_thing: {
          one: { name: 'x' },
          two: { count: '${var.on ? 1 : 0}', depends_on: ['aws_thing.one'], lifecycle },
        },
      },
    });

    assert.deepEqual(resource.terraform_data['aws_thing_two'], {
      input: {},
      count: '${var.on ? 1 : 0}',
      depends_on: ['terraform_data.aws_thing_one'],
      lifecycle: {
        ignore_changes: ['input'],
        precondition: [{ condition: '${terraform_data.aws_thing_one.input.name != ""}', error_message: 'no' }],
      },
    });
  });

  it('of the stack refers to nothing that it does not have', () => {
    const { resource, output } = standIns(mainTemplate());

    const names = [...JSON.stringify([resource, output]).matchAll(/terraform_data\.([\w-]+)/g)].map(([, name]) => name);
    assert.isAbove(names.length, 100);
    for (const name of new Set(names)) assert.property(resource.terraform_data, name ?? '');
  });

  it('is refused for parts that it would leave out in silence', () => {
    assert.throws(() => standIns({ module: {} }));
  });
});
