import { GetQueueAttributesCommand, ListQueuesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { type LocalAccount, startLocalAccount } from '../../../local/local-account.ts';
import { createWorkspace, type Workspace } from '../../../local/terraform/workspace.ts';
import { assertTemplateError } from './support/assert-template-error.ts';

describe('A workspace', () => {
  let account: LocalAccount;
  beforeEach(async () => {
    account = await startLocalAccount();
  });
  afterEach(() => account.stop());

  const workspace = (resource: object, more: object = {}): Workspace =>
    createWorkspace(account, { resource, ...more }, { bundles: [] });
  const queueNames = async (): Promise<string[]> => {
    const { QueueUrls = [] } = await new SQSClient(account.clientConfig()).send(new ListQueuesCommand({}));
    return QueueUrls.map((url) => url.split('/').at(-1) ?? '').toSorted();
  };
  const attributeOf = async (name: QueueAttributeName, url: unknown): Promise<string | undefined> => {
    const asked = { QueueUrl: String(url), AttributeNames: [name] };
    const { Attributes } = await new SQSClient(account.clientConfig()).send(new GetQueueAttributesCommand(asked));
    return Attributes?.[name];
  };
  const retentionOf = (url: unknown): Promise<string | undefined> => attributeOf('MessageRetentionPeriod', url);

  it('creates what is referred to first, and gives the references their values', async () => {
    const { apply } = workspace(
      {
        aws_ssm_parameter: { p: { name: '/x', type: 'String', value: '${aws_sqs_queue.q.arn}' } },
        aws_sqs_queue: { q: { name: 'q-${data.aws_caller_identity.me.account_id}' } },
      },
      {
        data: { aws_caller_identity: { me: {} }, aws_partition: { p: {} }, aws_region: { r: {} } },
        output: {
          url: { value: '${aws_sqs_queue.q.url}' },
          where: { value: '${data.aws_partition.p.partition} ${data.aws_region.r.region}' },
        },
      },
    );

    const { created, outputs } = await apply();

    const arn = `arn:aws:sqs:eu-west-1:123456789012:q-123456789012`;
    assert.sameOrderedMembers([...created], ['aws_sqs_queue.q', 'aws_ssm_parameter.p']);
    const read = await new SSMClient(account.clientConfig()).send(new GetParameterCommand({ Name: '/x' }));
    assert.equal(read.Parameter?.Value, arn);
    assert.deepEqual(outputs, { url: `${account.endpoint}/123456789012/q-123456789012`, where: 'aws eu-west-1' });
  });

  it('honours count and for_each, and removes what they no longer ask for', async () => {
    const { apply } = workspace(
      {
        aws_sqs_queue: {
          counted: { count: '${var.many}', name: 'counted-${count.index}' },
          each: { for_each: '${toset(var.names)}', name: '${each.key}-${each.value}' },
          mapped: { for_each: '${var.map}', name: '${each.key}-${each.value}' },
        },
      },
      {
        variable: {
          many: { type: 'number', default: 2 },
          names: { type: 'list(string)', default: ['b', 'a'] },
          map: { type: 'map(string)', default: { k: 'v' } },
        },
        output: { all: { value: '${[for one in aws_sqs_queue.counted : one.name]}' } },
      },
    );

    const first = await apply();
    const before = await queueNames();
    const second = await apply({ many: 1, names: ['a', 'c'], map: {} });
    const after = await queueNames();

    assert.deepEqual(before, ['a-a', 'b-b', 'counted-0', 'counted-1', 'k-v']);
    assert.includeMembers([...first.resources.keys()], ['aws_sqs_queue.counted[1]', 'aws_sqs_queue.each["b"]']);
    assert.deepEqual(after, ['a-a', 'c-c', 'counted-0']);
    assert.deepEqual(second.created, ['aws_sqs_queue.each["c"]']);
    assert.sameMembers(
      [...second.removed],
      ['aws_sqs_queue.counted[1]', 'aws_sqs_queue.each["b"]', 'aws_sqs_queue.mapped["k"]'],
    );
    assert.deepEqual([first.outputs['all'], second.outputs['all']], [['counted-0', 'counted-1'], ['counted-0']]);
  });

  it('changes in place what can be changed, replaces what cannot, and calls nothing for the rest', async () => {
    const { apply } = workspace(
      {
        aws_sqs_queue: {
          same: { name: 'same', message_retention_seconds: 60 },
          changed: { name: 'changed', message_retention_seconds: '${var.seconds}' },
          renamed: { name: 'renamed-${var.seconds}' },
        },
      },
      { variable: { seconds: { type: 'number' } } },
    );
    await apply({ seconds: 60 });
    account.calls.clear();

    const { created, updated, replaced, removed, resources } = await apply({ seconds: 120 });

    assert.deepEqual(
      { created, updated, replaced, removed },
      { created: [], updated: ['aws_sqs_queue.changed'], replaced: ['aws_sqs_queue.renamed'], removed: [] },
    );
    assert.equal(await retentionOf(resources.get('aws_sqs_queue.changed')?.['url']), '120');
    assert.deepEqual(await queueNames(), ['changed', 'renamed-120', 'same']);
    assert.equal(account.calls.count({ operation: 'SetQueueAttributes' }), 1);
  });

  it('gives a queue the largest message that the provider asks for, where the template says none', async () => {
    const { apply } = workspace(
      {
        aws_sqs_queue: {
          plain: { name: 'plain' },
          sized: { name: 'sized', max_message_size: '${var.bytes}' },
        },
      },
      { variable: { bytes: { type: 'number', nullable: true } } },
    );
    const sizes = async (bytes: number | null): Promise<(string | undefined)[]> => {
      const { resources } = await apply({ bytes });
      const urls = ['plain', 'sized'].map((name) => resources.get(`aws_sqs_queue.${name}`)?.['url']);
      return Promise.all(urls.map((url) => attributeOf('MaximumMessageSize', url)));
    };

    assert.deepEqual(await sizes(1_048_576), ['262144', '1048576']);
    assert.deepEqual(await sizes(null), ['262144', '262144']);
  });

  it('leaves alone what the template lets others change', async () => {
    const { apply } = workspace(
      {
        aws_sqs_queue: {
          q: {
            name: 'q',
            message_retention_seconds: '${var.seconds}',
            lifecycle: { ignore_changes: ['message_retention_seconds'] },
          },
        },
      },
      { variable: { seconds: { type: 'number' } } },
    );
    await apply({ seconds: 60 });

    const { updated, resources } = await apply({ seconds: 120 });

    assert.deepEqual(updated, []);
    assert.equal(await retentionOf(resources.get('aws_sqs_queue.q')?.['url']), '60');
  });

  it('destroys nothing that the template forbids to destroy', async () => {
    const { apply } = workspace(
      {
        aws_s3_bucket: {
          kept: { bucket: 'kept-${var.name}', lifecycle: { prevent_destroy: true } },
        },
      },
      { variable: { name: { type: 'string' } } },
    );
    await apply({ name: 'one' });

    const says = 'aws_s3_bucket.kept: it would be destroyed, which its prevent_destroy forbids';
    await assertTemplateError(() => apply({ name: 'two' }), says);
    await new S3Client(account.clientConfig()).send(new HeadBucketCommand({ Bucket: 'kept-one' }));
  });

  it('checks preconditions before it does anything with the resource', async () => {
    const precondition = [{ condition: '${var.name != ""}', error_message: 'the queue ${var.name} needs a name.' }];
    const { apply } = workspace(
      { aws_sqs_queue: { q: { name: 'q', lifecycle: { precondition } } } },
      { variable: { name: { type: 'string' } } },
    );

    await assertTemplateError(() => apply({ name: '' }), 'aws_sqs_queue.q: the queue  needs a name.');
    assert.deepEqual(account.calls.calls, []);
    const { created } = await apply({ name: 'x' });
    assert.lengthOf(created, 1);
  });

  it('works in the region of the provider', async () => {
    const { apply } = workspace(
      { aws_sqs_queue: { q: { name: 'q' } } },
      { provider: { aws: [{ region: '${var.region}' }] }, variable: { region: { default: 'us-gov-west-1' } } },
    );

    const { resources } = await apply();

    assert.equal(resources.get('aws_sqs_queue.q')?.['arn'], 'arn:aws-us-gov:sqs:us-gov-west-1:123456789012:q');
    assert.deepEqual(await queueNames(), []);
  });

  it('has the account enforce what roles may do, from the moment that they may', async () => {
    const Statement = [{ Effect: 'Allow', Action: ['ssm:GetParameter'], Resource: ['*'] }];
    const { apply, roles } = workspace(
      {
        aws_ssm_parameter: { p: { name: '/x', type: 'String', value: 'x' } },
        aws_iam_role: { r: { name: 'r', assume_role_policy: '{"Statement":[]}' } },
        aws_iam_role_policy: {
          p: { name: 'p', role: '${aws_iam_role.r.name}', policy: '${jsonencode(var.policy)}', count: '${var.count}' },
        },
      },
      { variable: { policy: { type: 'any' }, count: { default: 1 } } },
    );
    const policy = { Version: '2012-10-17', Statement };
    const environment = account.environment({ roleArn: 'arn:aws:iam::123456789012:role/r' });
    const credentials = { accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: 'local' };
    const ssm = new SSMClient({ ...account.clientConfig(), credentials });
    const mayRead = async (): Promise<boolean> =>
      ssm.send(new GetParameterCommand({ Name: '/x' })).then(
        () => true,
        () => false,
      );

    await apply({ policy });
    const allowed = [structuredClone(roles.get('r')), await mayRead()];
    await apply({ policy, count: 0 });
    const denied = [structuredClone(roles.get('r')), await mayRead()];

    assert.deepEqual(allowed, [[policy], true]);
    assert.deepEqual(denied, [[], false]);
  });

  it('lists what the account has nothing for, whole resources and single arguments', async () => {
    const { apply } = workspace({
      aws_cloudwatch_metric_alarm: { a: { alarm_name: 'a', alarm_actions: ['${aws_sqs_queue.q.arn}'] } },
      aws_cloudwatch_dashboard: { d: { dashboard_name: 'd', dashboard_body: '{}' } },
      aws_sqs_queue: { q: { name: 'q', tags: { team: 'x' }, fifo_throughput_limit: null } },
    });

    const { skipped } = await apply();

    assert.sameDeepMembers(
      [...skipped],
      [
        { address: 'aws_cloudwatch_metric_alarm.a', reason: 'the local account has no CloudWatch' },
        { address: 'aws_cloudwatch_dashboard.d', reason: 'the local account has no CloudWatch' },
        { address: 'aws_sqs_queue.q', reason: 'tags has no counterpart in the local account' },
      ],
    );
  });

  it('does one apply after the other', async () => {
    const { apply } = workspace(
      { aws_sqs_queue: { q: { name: 'q', message_retention_seconds: '${var.seconds}' } } },
      { variable: { seconds: { type: 'number' } } },
    );

    const [first, , last] = await Promise.all([60, 120, 180].map((seconds) => apply({ seconds })));

    assert.deepEqual(first?.created, ['aws_sqs_queue.q']);
    assert.deepEqual(last?.updated, ['aws_sqs_queue.q']);
    assert.equal(await retentionOf(last?.resources.get('aws_sqs_queue.q')?.['url']), '180');
  });

  it('says which resource AWS refuses, and goes on from there the next time', async () => {
    const { apply } = workspace(
      {
        aws_sqs_queue: {
          good: { name: 'good' },
          bad: { name: 'bad', message_retention_seconds: '${var.seconds}', depends_on: ['aws_sqs_queue.good'] },
        },
      },
      { variable: { seconds: { type: 'number' } } },
    );

    await assertTemplateError(() => apply({ seconds: 1 }), 'aws_sqs_queue.bad: Invalid value for the parameter');
    const { created } = await apply({ seconds: 60 });

    assert.sameOrderedMembers([...created], ['aws_sqs_queue.bad']);
  });

  const refused: readonly [what: string, file: object, says: string][] = [
    ['a type that it cannot build', { resource: { aws_kms_key: { k: {} } } }, 'the type aws_kms_key cannot be built'],
    ['a module', { module: { m: {} } }, 'module'],
    ['locals', { locals: { a: 1 } }, 'locals'],
    [
      'a provisioner',
      { resource: { aws_sqs_queue: { q: { provisioner: [] } } } },
      'aws_sqs_queue.q: provisioner is not read here',
    ],
    [
      'a postcondition',
      { resource: { aws_sqs_queue: { q: { lifecycle: { postcondition: [] } } } } },
      'aws_sqs_queue.q: lifecycle.postcondition is not read here',
    ],
    [
      'count beside for_each',
      { resource: { aws_sqs_queue: { q: { count: 1, for_each: {} } } } },
      'either count or for_each',
    ],
  ];
  for (const [what, file, says] of refused) {
    it(`refuses ${what} before anything is done`, async () => {
      await assertTemplateError(() => createWorkspace(account, file, { bundles: [] }), says);

      assert.deepEqual(account.calls.calls, []);
    });
  }

  const failing: readonly [what: string, resource: object, says: string][] = [
    ['a list in for_each', { q: { for_each: ['a'], name: 'q' } }, 'for_each takes a map or a set of strings'],
    ['a count below none', { q: { count: -1, name: 'q' } }, 'count cannot be -1'],
    ['an argument of the wrong type', { q: { name: ['q'] } }, 'aws_sqs_queue.q: name: '],
    ['an argument that is missing', { q: {} }, 'aws_sqs_queue.q: name: '],
  ];
  for (const [what, queues, says] of failing) {
    it(`refuses ${what}`, async () => {
      await assertTemplateError(() => workspace({ aws_sqs_queue: queues }).apply(), says);
    });
  }

  it('refuses a data source that it does not read', async () => {
    const { apply } = workspace({}, { data: { aws_vpcs: { all: {} } } });

    await assertTemplateError(() => apply(), 'data sources of the type aws_vpcs are not read here');
  });
});
