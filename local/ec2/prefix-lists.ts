import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { canonicalIpv4, canonicalIpv6 } from './cidr.ts';
import { findOne } from './ids.ts';
import { type Ec2Operation, Integer, invalidValue, notTogether, operation } from './operation.ts';
import { wellFormed } from './permission-input.ts';
import { currentEntries, type PrefixList, type PrefixListEntry } from './prefix-list.ts';
import { prefixListXml } from './prefix-list-reads.ts';
import { checkQuota } from './quota.ts';
import type { Ec2Region } from './region.ts';
import { tagsGiven, TagSpecificationMember } from './tag-specifications.ts';

const Entry = v.strictObject({ Cidr: v.string(), Description: v.optional(v.string()) });

/** Most entries that one call may add, and that it may remove (EC2 API, ModifyManagedPrefixList). */
const mostEntriesPerCall = 100;
/** Most entries that a list can hold (VPC user guide, "Amazon VPC quotas"). */
const mostEntries = 1000;

/**
 * CreateManagedPrefixList, ModifyManagedPrefixList and DeleteManagedPrefixList. Their answers say that the change is in progress,
 * as AWS's do; the next read finds it complete.
 */
export const prefixListOperations: Readonly<Record<string, Ec2Operation>> = {
  CreateManagedPrefixList: operation(
    {
      PrefixListName: v.string(),
      MaxEntries: Integer,
      AddressFamily: v.picklist(['IPv4', 'IPv6']),
      Entry: v.optional(v.array(Entry), []),
      ClientToken: v.optional(v.string()),
      ...TagSpecificationMember,
    },
    (input, region) => {
      const { PrefixListName: name, MaxEntries: maxEntries, AddressFamily: family, ClientToken } = input;
      checkName(name);
      checkMost(maxEntries);
      const entries = changedEntries({ family, maxEntries, entries: [] }, input.Entry, []);
      const tags = tagsGiven(input.TagSpecification, 'prefix-list');
      return () =>
        region.once(ClientToken, input, () => {
          const list: PrefixList = {
            id: region.newId('pl'),
            sequence: region.nextSequence(),
            name,
            family,
            ownerId: region.accountId,
            maxEntries,
            weight: maxEntries,
            version: 1,
            versions: new Map([[1, entries]]),
            state: 'create-complete',
            stateMessage: undefined,
            tags,
          };
          region.prefixLists.set(list.id, list);
          region.changed('AWS::EC2::PrefixList', list.id);
          return { prefixList: prefixListXml(region, list, 'create-in-progress') };
        });
    },
  ),
  ModifyManagedPrefixList: operation(
    {
      PrefixListId: v.string(),
      CurrentVersion: v.optional(Integer),
      PrefixListName: v.optional(v.string()),
      AddEntry: v.optional(v.array(Entry), []),
      RemoveEntry: v.optional(v.array(v.strictObject({ Cidr: v.string() })), []),
      MaxEntries: v.optional(Integer),
    },
    (input, region) => {
      const list = ownList(region, input.PrefixListId);
      const { CurrentVersion, PrefixListName: name, AddEntry, RemoveEntry, MaxEntries: maxEntries } = input;
      const touchesEntries = AddEntry.length + RemoveEntry.length > 0;
      if (CurrentVersion !== undefined && CurrentVersion !== list.version) {
        throw new AwsError('PrefixListVersionMismatch', 'The prefix list has the incorrect version number.');
      }
      if (name !== undefined) checkName(name);
      if (maxEntries !== undefined) {
        if (touchesEntries) throw notTogether('maxEntries', AddEntry.length > 0 ? 'addEntries' : 'removeEntries');
        checkMost(maxEntries);
        if (maxEntries < currentEntries(list).length) throw tooMany();
        checkReferrers(region, list, maxEntries);
      }
      const entries = changedEntries({ ...list, entries: currentEntries(list) }, AddEntry, RemoveEntry);
      return () => {
        list.name = name ?? list.name;
        list.maxEntries = maxEntries ?? list.maxEntries;
        list.weight = maxEntries ?? list.weight;
        list.state = 'modify-complete';
        if (touchesEntries) {
          list.version += 1;
          list.versions.set(list.version, entries);
        }
        region.changed('AWS::EC2::PrefixList', list.id);
        return { prefixList: prefixListXml(region, list, 'modify-in-progress') };
      };
    },
  ),
  DeleteManagedPrefixList: operation({ PrefixListId: v.string() }, (input, region) => {
    const list = ownList(region, input.PrefixListId);
    return () => {
      const deleting = prefixListXml(region, list, 'delete-in-progress');
      const referring = region.referring.get(list.id);
      if (referring === undefined) {
        region.prefixLists.delete(list.id);
        region.changed('AWS::EC2::PrefixList', list.id);
      } else {
        list.state = 'delete-failed';
        list.stateMessage = `The prefix list is referenced by ${groupsOf(referring.values()).join(', ')}.`;
      }
      return { prefixList: deleting };
    };
  }),
};

function ownList(region: Ec2Region, id: string): PrefixList {
  const list = findOne('pl', region.prefixLists, id);
  if (list.ownerId === region.accountId) return list;
  throw new AwsError('UnsupportedOperation', `The prefix list ${id} is managed by AWS and cannot be changed.`);
}

/** The entries after removing and adding; throws before anything is changed. */
function changedEntries(
  list: {
    readonly family: PrefixList['family'];
    readonly maxEntries: number | undefined;
    readonly entries: readonly PrefixListEntry[];
  },
  add: readonly v.InferOutput<typeof Entry>[],
  remove: readonly { readonly Cidr: string }[],
): PrefixListEntry[] {
  if (add.length > mostEntriesPerCall || remove.length > mostEntriesPerCall) {
    throw invalidValue('The request cannot contain more than 100 entry additions or removals.');
  }
  const canonical = list.family === 'IPv4' ? canonicalIpv4 : canonicalIpv6;
  const entries = new Map(list.entries.map((entry) => [entry.cidr, entry]));
  const removed = new Set<string>();
  for (const { Cidr } of remove) {
    const { cidr } = wellFormed(Cidr, canonical(Cidr));
    if (!entries.delete(cidr)) {
      throw new AwsError('InvalidPrefixListModification', `The prefix list entry ${cidr} does not exist.`);
    }
    removed.add(cidr);
  }
  for (const { Cidr, Description: description } of add) {
    const { cidr } = wellFormed(Cidr, canonical(Cidr));
    if (removed.has(cidr)) throw invalidValue(`The entry ${cidr} cannot be added and removed in one request.`);
    if (entries.has(cidr)) {
      throw new AwsError('InvalidPrefixListModification', `The prefix list entry ${cidr} already exists.`);
    }
    entries.set(cidr, { cidr, description });
  }
  if (list.maxEntries !== undefined && entries.size > list.maxEntries) throw tooMany();
  return [...entries.values()];
}

/** A list must not outgrow the quota of the groups that name it. */
function checkReferrers(region: Ec2Region, list: PrefixList, maxEntries: number): void {
  const grown = new Map(region.prefixLists).set(list.id, { ...list, weight: maxEntries });
  for (const id of groupsOf(region.referring.get(list.id)?.values() ?? [])) {
    checkQuota({ ...region, prefixLists: grown }, region.groups.get(id)?.rules.values() ?? []);
  }
}

function groupsOf(rules: Iterable<{ readonly groupId: string }>): string[] {
  return [...new Set([...rules].map(({ groupId }) => groupId))];
}

function checkName(name: string): void {
  if (name === '' || name.length > 255) throw invalidValue('The prefix list name must have 1 to 255 characters.');
  if (name.startsWith('com.amazonaws')) throw invalidValue(`The prefix list name '${name}' is reserved.`);
}

function checkMost(maxEntries: number): void {
  if (maxEntries < 1 || maxEntries > mostEntries) {
    throw invalidValue(`Value (${maxEntries}) for parameter MaxEntries is invalid. It must be 1 to ${mostEntries}.`);
  }
}

function tooMany(): AwsError {
  return new AwsError('PrefixListMaxEntriesExceeded', 'The prefix list would have more than its maximum of entries.');
}
