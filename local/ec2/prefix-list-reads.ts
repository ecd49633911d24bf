import * as v from 'valibot';
import type { XmlValue } from '../xml.ts';
import { FilterMember, filterBy, type Property, tagProperty } from './filters.ts';
import { findAll, findOne } from './ids.ts';
import { type Ec2Operation, Integer, invalidValue, operation } from './operation.ts';
import { page, type PageLimits, PageMembers } from './pages.ts';
import type { PrefixList } from './prefix-list.ts';
import type { Ec2Region } from './region.ts';
import { tagSet } from './tag-specifications.ts';

/** Prefix lists and their entries come 100 a page at most, asked or not (EC2 API, PrefixListMaxResults). */
const prefixListLimits: PageLimits = { least: 1, most: 100, usual: 100 };

/** DescribeManagedPrefixLists and GetManagedPrefixListEntries, for the account's lists and those that AWS owns. */
export const prefixListReadOperations: Readonly<Record<string, Ec2Operation>> = {
  DescribeManagedPrefixLists: operation(
    { ...FilterMember, ...PageMembers, PrefixListId: v.optional(v.array(v.string()), []) },
    (input, region) => {
      const ids = input.PrefixListId;
      const lists = ids.length > 0 ? findAll('pl', region.prefixLists, ids) : [...region.prefixLists.values()];
      const matching = lists.filter(filterBy(input.Filter, propertyOf)).sort((a, b) => a.sequence - b.sequence);
      const { items, nextToken } = page(matching, input, prefixListLimits, ({ sequence }) => sequence);
      return () => ({ prefixListSet: items.map((list) => prefixListXml(region, list)), nextToken });
    },
  ),
  GetManagedPrefixListEntries: operation(
    { PrefixListId: v.string(), TargetVersion: v.optional(Integer), ...PageMembers },
    (input, region) => {
      const list = findOne('pl', region.prefixLists, input.PrefixListId);
      const version = input.TargetVersion ?? list.version;
      const entries = list.versions.get(version);
      if (entries === undefined) throw invalidValue(`The prefix list ${list.id} has no version ${version}.`);
      const { items, nextToken } = page(entries, input, prefixListLimits, (_, index) => index);
      return () => ({ entrySet: items.map((entry) => ({ ...entry })), nextToken });
    },
  ),
};

/** `state` overrides the list's own, for an answer that says a change is in progress. */
export function prefixListXml(region: Ec2Region, list: PrefixList, state: string = list.state): XmlValue {
  const own = list.ownerId === region.accountId;
  return {
    prefixListId: list.id,
    prefixListName: list.name,
    prefixListArn: prefixListArn(region, list),
    addressFamily: list.family,
    state,
    stateMessage: state === list.state ? list.stateMessage : undefined,
    maxEntries: list.maxEntries,
    version: own ? list.version : undefined,
    ownerId: list.ownerId,
    tagSet: tagSet(list.tags),
  };
}

export function prefixListArn(region: Ec2Region, list: PrefixList): string {
  if (list.ownerId === region.accountId) return region.arn('prefix-list', list.id);
  return `arn:${region.partition}:ec2:${region.region}:aws:prefix-list/${list.id}`;
}

function propertyOf(name: string): Property<PrefixList> | undefined {
  switch (name) {
    case 'owner-id':
      return ({ ownerId }) => [ownerId];
    case 'prefix-list-id':
      return ({ id }) => [id];
    case 'prefix-list-name':
      return ({ name: listName }) => [listName];
    default:
      return tagProperty(name);
  }
}
