import { assert } from 'chai';
import { diffItems } from '../../../local/config/diff.ts';
import { nextItem, type StreamItem } from '../../../local/config/item.ts';
import type { RecordedState } from '../../../local/service.ts';
import { groupType } from '../support/config.ts';
import { accountId, region } from '../support/served.ts';

const resource = { resourceType: groupType, resourceId: 'sg-1', accountId, region };
const recorded = (state: Partial<RecordedState>): RecordedState => ({
  resourceName: 'group',
  arn: null,
  availabilityZone: 'Not Applicable',
  resourceCreationTime: null,
  tags: {},
  configuration: {},
  supplementaryConfiguration: {},
  relationships: [],
  ...state,
});
const item = (state: Partial<RecordedState> | undefined, previous?: StreamItem): StreamItem =>
  nextItem(resource, state && recorded(state), previous, 1_000) ?? assert.fail('nothing differs');

describe('The difference between two configuration items', () => {
  const cases: { name: string; before: Partial<RecordedState>; after: Partial<RecordedState>; changed: object }[] = [
    {
      name: 'a changed scalar',
      before: { configuration: { description: 'a' } },
      after: { configuration: { description: 'b' } },
      changed: {
        'Configuration.Description': { previousValue: 'a', updatedValue: 'b', changeType: 'UPDATE' },
      },
    },
    {
      name: 'a boolean switched off, not taken for absent',
      before: { supplementaryConfiguration: { PublicAccessBlockConfiguration: { blockPublicAcls: true } } },
      after: { supplementaryConfiguration: { PublicAccessBlockConfiguration: { blockPublicAcls: false } } },
      changed: {
        'SupplementaryConfiguration.PublicAccessBlockConfiguration.BlockPublicAcls': {
          previousValue: true,
          updatedValue: false,
          changeType: 'UPDATE',
        },
      },
    },
    {
      name: 'removed and added elements of a list, removed ones first',
      before: { configuration: { ipPermissions: [{ port: 1 }, { port: 2 }] } },
      after: { configuration: { ipPermissions: [{ port: 2 }, { port: 3 }] } },
      changed: {
        'Configuration.IpPermissions.0': { previousValue: { port: 1 }, updatedValue: null, changeType: 'DELETE' },
        'Configuration.IpPermissions.1': { previousValue: null, updatedValue: { port: 3 }, changeType: 'CREATE' },
      },
    },
    {
      name: 'a tag that came and a tag that went',
      before: { tags: { old: 'x' } },
      after: { tags: { new: 'y' } },
      changed: {
        'Tags.Old': { previousValue: 'x', updatedValue: null, changeType: 'DELETE' },
        'Tags.New': { previousValue: null, updatedValue: 'y', changeType: 'CREATE' },
      },
    },
    {
      name: 'a relationship',
      before: {},
      after: {
        relationships: [{ resourceType: 'AWS::EC2::NetworkInterface', resourceId: 'eni-1', name: 'Is attached' }],
      },
      changed: {
        'Relationships.0': {
          previousValue: null,
          updatedValue: {
            resourceType: 'AWS::EC2::NetworkInterface',
            resourceId: 'eni-1',
            name: 'Is attached',
            resourceName: null,
          },
          changeType: 'CREATE',
        },
      },
    },
  ];
  for (const { name, before, after, changed } of cases) {
    it(`names ${name}`, () => {
      const previous = item(before);

      const diff = diffItems(previous, item(after, previous));

      assert.deepEqual<object>(diff, { changedProperties: changed, changeType: 'UPDATE' });
    });
  }

  it('is a creation without properties for a first item, and for a resource that is back', () => {
    const first = item({});
    const back = item({}, item(undefined, first));

    const created = { changedProperties: {}, changeType: 'CREATE' };
    assert.deepEqual<object>(diffItems(undefined, first), created);
    assert.deepEqual<object>(diffItems(item(undefined, first), back), created);
  });

  it('is a deletion of what was there', () => {
    const first = item({ configuration: { groupId: 'sg-1' } });

    const { changeType, changedProperties } = diffItems(first, item(undefined, first));

    assert.equal(changeType, 'DELETE');
    assert.deepInclude(changedProperties['Configuration'], {
      previousValue: { groupId: 'sg-1' },
      updatedValue: null,
      changeType: 'DELETE',
    });
  });
});
