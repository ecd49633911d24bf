import type { QueryInput, QueryValue } from '../query-protocol.ts';
import type { XmlValue } from '../xml.ts';
import { type Elements, present } from './elements.ts';

/** A list in a record of EC2: its elements under `items`, or an empty object for none. */
export type Items = { readonly items?: readonly unknown[] };

/** A port is a number; what cannot be one stays as it was sent. */
export function portOf(value: QueryValue | undefined): number | QueryValue | undefined {
  return typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
}

/** The permissions of a request, each with all four kinds of source. */
export function permissionItems(value: QueryValue | undefined): Items {
  return items(
    objectsIn(value).map((permission) =>
      present({
        ipProtocol: permission['IpProtocol'],
        fromPort: portOf(permission['FromPort']),
        toPort: portOf(permission['ToPort']),
        groups: sourceItems(permission['Groups']),
        ipRanges: sourceItems(permission['IpRanges']),
        ipv6Ranges: sourceItems(permission['Ipv6Ranges']),
        prefixListIds: sourceItems(permission['PrefixListIds']),
      }),
    ),
  );
}

/** Absent where a call names no rule by its id. */
export function ruleIdItems(value: QueryValue | undefined): Items | undefined {
  if (!Array.isArray(value)) return undefined;
  return items(value.map((securityGroupRuleId: QueryValue) => ({ securityGroupRuleId })));
}

/** Absent where a call gives no tags. */
export function tagSpecificationItems(value: QueryValue | undefined): Items | undefined {
  if (value === undefined) return undefined;
  return items(
    objectsIn(value).map((specification) =>
      present({
        resourceType: specification['ResourceType'],
        tags: objectsIn(specification['Tag']).map((tag) => present({ key: tag['Key'], value: tag['Value'] })),
      }),
    ),
  );
}

/** A list of an answer. */
export function answeredItems(value: XmlValue): Items {
  return items(answeredObjects(value).map(present));
}

/** The rules that Authorize answers, in their spelling of 2021: `cidrIpv4`, not `cidrIp`, and -1 for ports that mean nothing. */
export function ruleItems(value: XmlValue): Items {
  return items(
    answeredObjects(value).map((rule) =>
      present({
        groupOwnerId: rule['groupOwnerId'],
        groupId: rule['groupId'],
        securityGroupRuleId: rule['securityGroupRuleId'],
        description: rule['description'],
        isEgress: rule['isEgress'],
        ipProtocol: rule['ipProtocol'],
        fromPort: rule['fromPort'],
        toPort: rule['toPort'],
        cidrIpv4: rule['cidrIpv4'],
        cidrIpv6: rule['cidrIpv6'],
        prefixListId: rule['prefixListId'],
        referencedGroupId: objectOf(rule['referencedGroupInfo']),
        tagSet: isEmpty(rule['tagSet']) ? undefined : answeredItems(rule['tagSet']),
      }),
    ),
  );
}

function sourceItems(value: QueryValue | undefined): Items {
  return items(
    objectsIn(value).map((source) =>
      Object.fromEntries(
        Object.entries(source).map(([name, held]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, held]),
      ),
    ),
  );
}

function items(elements: readonly Elements[]): Items {
  return elements.length === 0 ? {} : { items: elements };
}

function objectsIn(value: QueryValue | undefined): QueryInput[] {
  return Array.isArray(value) ? value.filter(isQueryObject) : [];
}

function isQueryObject(value: QueryValue): value is QueryInput {
  return typeof value === 'object' && !Array.isArray(value);
}

type AnsweredObject = { readonly [element: string]: XmlValue };

function answeredObjects(value: XmlValue): AnsweredObject[] {
  return Array.isArray(value) ? value.filter(isAnsweredObject) : [];
}

function isAnsweredObject(value: XmlValue): value is AnsweredObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}

function objectOf(value: XmlValue): Elements | undefined {
  return isAnsweredObject(value) ? present(value) : undefined;
}

function isEmpty(value: XmlValue): boolean {
  return !Array.isArray(value) || value.length === 0;
}
