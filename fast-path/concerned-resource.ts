import { Failure } from '../contract/failure.ts';
import type { ResourceType } from '../contract/resource.ts';
import { isPlainObject } from '../rules/parameters-by-rule.ts';
import type { ApiCall } from './api-call.ts';
import { watchedType } from './watched-calls.ts';

/** What a call was about, as far as its record says. */
export type Concerned =
  /** `ownerAccountId`: of a bucket of another account than the one whose log the record is from. */
  | { readonly type: ResourceType; readonly id: string; readonly ownerAccountId?: string }
  /** Of a group that the record names by its name alone, which only groups of a default VPC can be called by. */
  | { readonly type: 'AWS::EC2::SecurityGroup'; readonly groupName: string };

const groupId = /^sg-[0-9a-f]{8,17}$/;

/**
 * Pure. The resource that a watched call was about, in whatever shape the record has it, or why it is of no concern. Throws
 * EVENT_UNREADABLE where the record does not say: CloudTrail leaves out parameters that are too large.
 */
export function concernedResource(call: ApiCall): Concerned | { readonly ignored: string } {
  const type = watchedType(call);
  if (type === undefined) return { ignored: 'the call is not one that is followed' };
  switch (type) {
    case 'AWS::EC2::SecurityGroup':
      return concernedGroup(call);
    case 'AWS::S3::Bucket':
      return concernedBucket(call);
    case 'AWS::S3::AccountPublicAccessBlock':
      return { type, id: call.accountId };
  }
}

/**
 * `groupId`, or in ModifySecurityGroupRules `GroupId` of an object of its own; by name the answer has the id, as it does of a group
 * that was created.
 */
function concernedGroup(call: ApiCall): Concerned {
  const { requestParameters: asked, responseElements: answered, eventName } = call;
  const modified = objectAt(asked, 'ModifySecurityGroupRulesRequest');
  const [firstRule] = listAt(objectAt(answered, 'securityGroupRuleSet'), 'items');
  const ids = [asked['groupId'], modified['GroupId'], answered['groupId'], firstRule?.['groupId']];
  const id = ids.find((one) => typeof one === 'string' && groupId.test(one));
  const type = 'AWS::EC2::SecurityGroup';
  if (typeof id === 'string') return { type, id };
  const name = asked['groupName'];
  // The name of a group that is created is not the name of one that was there.
  if (typeof name === 'string' && name !== '' && eventName !== 'CreateSecurityGroup') return { type, groupName: name };
  throw unidentified(call, 'group');
}

/** A call on a bucket of another account is in the owner's log and in the caller's. */
function concernedBucket(call: ApiCall): Concerned | { readonly ignored: string } {
  const { requestParameters: asked, ownerAccountId, accountId, region } = call;
  // `EU` is what eu-west-1 was called first (Amazon S3 API Reference, CreateBucket).
  const named = objectAt(asked, 'CreateBucketConfiguration')['LocationConstraint'];
  const created = named === 'EU' ? 'eu-west-1' : named;
  if (typeof created === 'string' && created !== '' && created !== region) {
    return { ignored: 'the bucket is in another region' };
  }
  const id = asked['bucketName'];
  if (typeof id !== 'string' || id === '' || id.length > 255) throw unidentified(call, 'bucket');
  const isOthers = ownerAccountId !== undefined && ownerAccountId !== accountId;
  return { type: 'AWS::S3::Bucket', id, ...(isOthers ? { ownerAccountId } : {}) };
}

function unidentified({ eventId, eventName, accountId, region }: ApiCall, what: string): Failure {
  return new Failure('EVENT_UNREADABLE', `API call ${eventName}: the record does not say which ${what} it is about`, {
    ids: { eventId, accountId, region },
  });
}

function objectAt(object: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = object[key];
  return isPlainObject(value) ? value : {};
}

function listAt(object: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>>[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isPlainObject) : [];
}
