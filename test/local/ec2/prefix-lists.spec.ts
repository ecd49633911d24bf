import {
  type AddPrefixListEntry,
  DeleteManagedPrefixListCommand,
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupsCommand,
  paginateDescribeManagedPrefixLists,
  paginateGetManagedPrefixListEntries,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import {
  admit,
  createGroup,
  createList,
  describedGroup,
  describedList,
  listEntries,
  modifyList,
  type ServedEc2,
  startEc2,
  tcp,
} from '../support/ec2.ts';
import { assertRefused } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';

describe('prefix lists of the local EC2', () => {
  let served: ServedEc2;
  before(async () => {
    served = await startEc2({ rulesPerGroup: 20 });
  });
  beforeEach(() => {
    served.changes.length = 0;
  });
  after(() => served.stop());

  const create = (input = {}) => createList(served.ec2, input);
  const modify = (id: string, input: Parameters<typeof modifyList>[2]) => modifyList(served.ec2, id, input);
  const described = (id: string) => describedList(served.ec2, id);
  const entries = (id: string, version?: number) => listEntries(served.ec2, id, version);
  const cidrs = (count: number, net = 0): AddPrefixListEntry[] =>
    Array.from({ length: count }, (_, index) => ({ Cidr: `10.${net}.${index}.0/24` }));

  it('creates a list, in progress at first, then complete', async () => {
    const Tags = [{ Key: 'team', Value: 'web' }];

    const created = await create({
      Entries: [{ Cidr: '192.0.2.7/24', Description: 'lab' }, { Cidr: '198.51.100.0/24' }],
      TagSpecifications: [{ ResourceType: 'prefix-list', Tags }],
    });

    const { PrefixListId } = created;
    assert.match(PrefixListId, /^pl-[0-9a-f]{17}$/);
    assert.equal(created.State, 'create-in-progress');
    assert.deepEqual(await described(PrefixListId), {
      PrefixListId,
      PrefixListName: 'offices',
      PrefixListArn: `arn:aws:ec2:${region}:${accountId}:prefix-list/${PrefixListId}`,
      AddressFamily: 'IPv4',
      MaxEntries: 10,
      OwnerId: accountId,
      State: 'create-complete',
      Version: 1,
      Tags,
    });
    assert.deepEqual(await entries(PrefixListId), ['192.0.2.0/24 "lab"', '198.51.100.0/24']);
    assert.deepEqual(served.changes, [
      { accountId, region, resourceType: 'AWS::EC2::PrefixList', resourceId: PrefixListId },
    ]);
  });

  it('changes entries in a new version and keeps the old one; a new name makes no version', async () => {
    const { PrefixListId } = await create({ Entries: cidrs(2) });

    const modified = await modify(PrefixListId, {
      CurrentVersion: 1,
      AddEntries: [{ Cidr: '192.0.2.0/24' }],
      RemoveEntries: [{ Cidr: '10.0.0.0/24' }],
    });
    await modify(PrefixListId, { PrefixListName: 'renamed' });

    assert.deepInclude(modified.PrefixList, { State: 'modify-in-progress', Version: 2 });
    assert.deepInclude(await described(PrefixListId), {
      State: 'modify-complete',
      Version: 2,
      PrefixListName: 'renamed',
    });
    assert.deepEqual(await entries(PrefixListId), ['10.0.1.0/24', '192.0.2.0/24']);
    assert.deepEqual(await entries(PrefixListId, 1), ['10.0.0.0/24', '10.0.1.0/24']);
    await assertRefused(entries(PrefixListId, 3), 'InvalidParameterValue', /no version 3/);
  });

  it('pages through entries, 100 at most even when nothing is asked', async () => {
    const { PrefixListId } = await create({ MaxEntries: 150, Entries: cidrs(100) });
    await modify(PrefixListId, { CurrentVersion: 1, AddEntries: cidrs(50, 1) });
    const pages: number[] = [];

    for await (const page of paginateGetManagedPrefixListEntries(
      { client: served.ec2, pageSize: 60 },
      { PrefixListId },
    )) {
      pages.push(page.Entries?.length ?? 0);
    }

    assert.deepEqual(pages, [60, 60, 30]);
    assert.lengthOf(await entries(PrefixListId), 100);
  });

  it('pages through lists and filters them', async () => {
    const mine = { Filters: [{ Name: 'owner-id', Values: [accountId] }] };
    const first = await create({ PrefixListName: 'first' });
    await create({ PrefixListName: 'second' });
    const pages: number[] = [];

    for await (const page of paginateDescribeManagedPrefixLists({ client: served.ec2, pageSize: 1 }, mine)) {
      pages.push(page.PrefixLists?.length ?? 0);
    }
    const named = await served.ec2.send(
      new DescribeManagedPrefixListsCommand({ Filters: [{ Name: 'prefix-list-name', Values: ['first'] }] }),
    );

    assert.isAtLeast(pages.length, 2);
    assert.isTrue(pages.every((size) => size === 1));
    assert.deepEqual(
      named.PrefixLists?.map(({ PrefixListId }) => PrefixListId),
      [first.PrefixListId],
    );
  });

  it("has AWS's own lists, which can be read and referred to and not changed", async () => {
    const Filters = [{ Name: 'prefix-list-name', Values: [`com.amazonaws.${region}.s3`] }];

    const { PrefixLists } = await served.ec2.send(new DescribeManagedPrefixListsCommand({ Filters }));

    const { PrefixListId = '', ...list } = PrefixLists?.[0] ?? {};
    assert.match(PrefixListId, /^pl-[0-9a-f]{8}$/);
    assert.deepInclude(list, {
      OwnerId: 'AWS',
      PrefixListArn: `arn:aws:ec2:${region}:aws:prefix-list/${PrefixListId}`,
    });
    assert.notProperty(list, 'MaxEntries');
    assert.isNotEmpty(await entries(PrefixListId));
    const group = await createGroup(served.ec2);
    await admit(served.ec2, group, { ...tcp(443), PrefixListIds: [{ PrefixListId, Description: 's3' }] });
    const { IpPermissions } = await describedGroup(served.ec2, group);
    assert.deepEqual(IpPermissions?.[0]?.PrefixListIds, [{ PrefixListId, Description: 's3' }]);
    await assertRefused(modify(PrefixListId, { PrefixListName: 'mine' }), 'UnsupportedOperation');
    await assertRefused(served.ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId })), 'UnsupportedOperation');
  });

  it('deletes a list that no rule names; else says afterwards that it failed', async () => {
    const { PrefixListId } = await create();
    const group = await createGroup(served.ec2);
    const rule = { ...tcp(443), PrefixListIds: [{ PrefixListId }] };
    await admit(served.ec2, group, rule);
    const remove = () => served.ec2.send(new DeleteManagedPrefixListCommand({ PrefixListId }));

    const attempted = await remove();
    const left = await described(PrefixListId);
    await served.ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions: [rule] }));
    await remove();

    assert.equal(attempted.PrefixList?.State, 'delete-in-progress');
    assert.equal(left?.State, 'delete-failed');
    assert.include(left?.StateMessage, group);
    await assertRefused(described(PrefixListId), 'InvalidPrefixListID.NotFound', new RegExp(PrefixListId));
    await assertRefused(entries(PrefixListId), 'InvalidPrefixListID.NotFound');
    await assertRefused(entries('offices'), 'InvalidPrefixListId.Malformed');
  });

  it('does not let a list outgrow the quota of a group that names it', async () => {
    const { PrefixListId } = await create();
    const group = await createGroup(served.ec2);
    await admit(served.ec2, group, { ...tcp(443), PrefixListIds: [{ PrefixListId }] });

    await assertRefused(modify(PrefixListId, { MaxEntries: 21 }), 'RulesPerSecurityGroupLimitExceeded');
    await modify(PrefixListId, { MaxEntries: 20 });

    assert.equal((await described(PrefixListId))?.MaxEntries, 20);
  });

  it('finds the groups that refer to a list', async () => {
    const { PrefixListId } = await create();
    const group = await createGroup(served.ec2);
    await admit(served.ec2, group, { ...tcp(443), PrefixListIds: [{ PrefixListId }] });

    const { SecurityGroups = [] } = await served.ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [{ Name: 'ip-permission.prefix-list-id', Values: [PrefixListId] }],
      }),
    );

    assert.deepEqual(
      SecurityGroups.map(({ GroupId }) => GroupId),
      [group],
    );
  });

  it('creates one list for a call that was repeated because its answer was lost', async () => {
    served.faults.inject({ operation: 'CreateManagedPrefixList', times: 1, fault: { kind: 'lose', when: 'after' } });

    const { PrefixListId } = await create({ PrefixListName: 'once' });

    assert.equal(served.calls.calls.at(-2)?.errorCode, 'lost');
    assert.deepEqual(
      served.changes.map(({ resourceId }) => resourceId),
      [PrefixListId],
    );
    const ClientToken = 'the same';
    await create({ ClientToken });
    await assertRefused(create({ ClientToken, PrefixListName: 'other' }), 'IdempotentParameterMismatch');
  });
});
