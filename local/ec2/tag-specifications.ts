import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import { invalidValue } from './operation.ts';

export const TagMember = v.strictObject({ Key: v.string(), Value: v.optional(v.string()) });

/** Tags given when a resource is created. */
export const TagSpecificationMember = {
  TagSpecification: v.optional(
    v.array(v.strictObject({ ResourceType: v.string(), Tag: v.optional(v.array(TagMember), []) })),
    [],
  ),
};

/** Most tags that a resource can have (EC2 user guide, "Tag restrictions"). */
const mostTags = 50;

/** The tags for a resource of the type; tags meant for another type are refused, as EC2 does. */
export function tagsGiven(
  specifications: readonly {
    readonly ResourceType: string;
    readonly Tag: readonly { readonly Key: string; readonly Value?: string | undefined }[];
  }[],
  resourceType: string,
): Map<string, string> {
  const tags = new Map<string, string>();
  for (const { ResourceType, Tag } of specifications) {
    if (ResourceType !== resourceType) {
      throw invalidValue(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
    }
    for (const { Key, Value = '' } of Tag) {
      checkTag(Key, Value);
      if (tags.has(Key)) throw invalidValue(`Duplicate tag key '${Key}' specified.`);
      tags.set(Key, Value);
    }
  }
  checkCount(tags);
  return tags;
}

export function checkTag(key: string, value: string): void {
  if (key === '' || key.length > 127) throw invalidValue(`Tag key '${key}' must have 1 to 127 characters.`);
  if (value.length > 255) throw invalidValue(`The value of tag '${key}' exceeds 255 characters.`);
  if (/^aws:/i.test(key)) {
    throw invalidValue(`Tag keys starting with 'aws:' are reserved for internal use: '${key}'`);
  }
}

export function checkCount(tags: ReadonlyMap<string, string>): void {
  if (tags.size > mostTags) throw new AwsError('TagLimitExceeded', `More than ${mostTags} tags specified`);
}

export function tagSet(tags: ReadonlyMap<string, string>): { key: string; value: string }[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}
