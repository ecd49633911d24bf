import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  type DescribeTagsCommandInput,
  paginateDescribeTags,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import {
  admit,
  createGroup,
  createVpc,
  describedGroup,
  describedRules,
  type ServedEc2,
  startEc2,
  tcp,
} from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

describe('tags of the local EC2', () => {
  let served: ServedEc2;
  let group: string;
  let rule: string;
  beforeEach(async () => {
    served = await startEc2();
    group = await createGroup(served.ec2);
    [rule = ''] = await admit(served.ec2, group, tcp(22, '10.0.0.0/8'));
    served.changes.length = 0;
  });
  afterEach(() => served.stop());

  const tag = (Resources: string[], Tags: Record<string, string>) =>
    served.ec2.send(
      new CreateTagsCommand({ Resources, Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value })) }),
    );
  const described = async (input: DescribeTagsCommandInput = {}): Promise<string[]> => {
    const { Tags = [] } = await served.ec2.send(new DescribeTagsCommand(input));
    return Tags.map(({ ResourceType, ResourceId, Key, Value }) => `${ResourceType} ${ResourceId} ${Key}=${Value}`);
  };

  it('tags groups and rules, and overwrites', async () => {
    await tag([group, rule], { team: 'web', stage: 'test' });
    await tag([group], { stage: '' });

    assert.deepEqual((await describedGroup(served.ec2, group)).Tags, [
      { Key: 'team', Value: 'web' },
      { Key: 'stage', Value: '' },
    ]);
    const rules = await describedRules(served.ec2, group);
    assert.deepEqual(rules.find(({ SecurityGroupRuleId }) => SecurityGroupRuleId === rule)?.Tags, [
      { Key: 'team', Value: 'web' },
      { Key: 'stage', Value: 'test' },
    ]);
    const change = { accountId, region, resourceType: 'AWS::EC2::SecurityGroup', resourceId: group };
    assert.deepEqual(served.changes, [change, change]);
  });

  it('deletes a tag by key, by key and value, or all of them', async () => {
    const vpc = await createVpc(served.ec2);
    await tag([group, rule, vpc], { a: '1', b: '2', c: '3' });

    await served.ec2.send(
      new DeleteTagsCommand({
        Resources: [group],
        Tags: [{ Key: 'a' }, { Key: 'b', Value: 'other' }, { Key: 'c', Value: '3' }],
      }),
    );
    await served.ec2.send(new DeleteTagsCommand({ Resources: [rule] }));

    assert.deepEqual(await described(), [
      `security-group ${group} b=2`,
      `vpc ${vpc} a=1`,
      `vpc ${vpc} b=2`,
      `vpc ${vpc} c=3`,
    ]);
  });

  it('finds tags by key, value, resource and type', async () => {
    await tag([group], { team: 'web', stage: 'test' });
    await tag([rule], { team: 'api' });
    const filtered = (Name: string, ...Values: string[]) => described({ Filters: [{ Name, Values }] });

    assert.deepEqual(await filtered('key', 'stage'), [`security-group ${group} stage=test`]);
    assert.deepEqual(await filtered('value', 'a*'), [`security-group-rule ${rule} team=api`]);
    assert.deepEqual(await filtered('resource-id', rule), [`security-group-rule ${rule} team=api`]);
    assert.deepEqual(await filtered('resource-type', 'security-group-rule'), [`security-group-rule ${rule} team=api`]);
    assert.deepEqual(await filtered('tag:team', 'web'), [`security-group ${group} team=web`]);
    await assertRefused(filtered('colour', 'red'), 'InvalidParameterValue', /'colour' is invalid/);
  });

  it('pages through tags', async () => {
    await tag([group], { a: '', b: '', c: '', d: '', e: '', f: '' });
    const keys: string[][] = [];

    for await (const { Tags = [] } of paginateDescribeTags({ client: served.ec2, pageSize: 5 }, {})) {
      keys.push(Tags.map(({ Key = '' }) => Key));
    }

    assert.deepEqual(keys, [['a', 'b', 'c', 'd', 'e'], ['f']]);
  });

  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key-${index}`, '']));
  for (const { what, resources, tags, refused, says } of [
    {
      what: 'a group that does not exist',
      resources: ['sg-00000000'],
      tags: { a: 'b' },
      refused: 'InvalidGroup.NotFound',
      says: /sg-00000000/,
    },
    {
      what: 'a rule that does not exist',
      resources: ['sgr-00000000'],
      tags: { a: 'b' },
      refused: 'InvalidSecurityGroupRuleId.NotFound',
      says: /sgr-00000000/,
    },
    {
      what: 'an id of no known kind',
      resources: ['web'],
      tags: { a: 'b' },
      refused: 'InvalidID',
      says: /The ID 'web' is not valid/,
    },
    {
      what: "a key of AWS's own",
      resources: [],
      tags: { 'aws:x': 'b' },
      refused: 'InvalidParameterValue',
      says: /reserved/,
    },
    {
      what: 'too long a key',
      resources: [],
      tags: { ['k'.repeat(128)]: 'b' },
      refused: 'InvalidParameterValue',
      says: /127/,
    },
    {
      what: 'too long a value',
      resources: [],
      tags: { a: 'v'.repeat(256) },
      refused: 'InvalidParameterValue',
      says: /255/,
    },
    { what: 'more than 50 tags', resources: [], tags: many, refused: 'TagLimitExceeded', says: /50/ },
  ]) {
    it(`tags nothing with ${what}: ${refused}`, async () => {
      await assertRefused(tag([group, ...resources], { good: 'tag', ...tags }), refused, says);

      assert.deepEqual(await described(), []);
      assert.deepEqual(served.changes, []);
    });
  }
});
