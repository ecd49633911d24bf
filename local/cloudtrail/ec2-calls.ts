import { AwsError } from '../aws-error.ts';
import { parseQuery, type QueryInput } from '../query-protocol.ts';
import type { AnsweredCall } from '../service.ts';
import type { XmlValue } from '../xml.ts';
import { type CallElements, type Elements, present } from './elements.ts';
import { answeredItems, permissionItems, portOf, ruleIdItems, ruleItems, tagSpecificationItems } from './items-form.ts';
import { taggedForm } from './tagged-form.ts';

interface Ec2Call {
  request(input: QueryInput): Elements;
  /** What the answer has besides its `requestId` and `_return`. */
  response(output: Output): Elements;
}

type Output = { readonly [element: string]: XmlValue };

const nothing = (): Elements => ({});
const authorize: Ec2Call = {
  request: rulesRequest,
  response: ({ securityGroupRuleSet }) => ({ securityGroupRuleSet: ruleItems(securityGroupRuleSet) }),
};
/** A revoke answers no rules here: every published record of one has `requestId` and `_return` alone. */
const revoke: Ec2Call = { request: rulesRequest, response: nothing };

const calls: Readonly<Record<string, Ec2Call>> = {
  AuthorizeSecurityGroupIngress: authorize,
  AuthorizeSecurityGroupEgress: authorize,
  RevokeSecurityGroupIngress: revoke,
  RevokeSecurityGroupEgress: revoke,
  CreateSecurityGroup: {
    request: (input) =>
      present({
        groupName: input['GroupName'],
        groupDescription: input['GroupDescription'],
        vpcId: input['VpcId'],
        tagSpecificationSet: tagSpecificationItems(input['TagSpecification']),
      }),
    response: ({ groupId, tagSet }) => ({ groupId, tagSet: answeredItems(tagSet) }),
  },
  DeleteSecurityGroup: { request: groupNamed, response: nothing },
};

/** Calls that came later than those above: CloudTrail wraps request and answer, and keeps the spelling of the query protocol. */
const wrappedCalls = new Set([
  'ModifySecurityGroupRules',
  'UpdateSecurityGroupRuleDescriptionsIngress',
  'UpdateSecurityGroupRuleDescriptionsEgress',
]);

/** What a record says of a call that changes a security group; undefined for any other call. */
export function ec2Elements({ operation, request, caller, response, error }: AnsweredCall): CallElements | undefined {
  const isWrapped = wrappedCalls.has(operation);
  const call = Object.hasOwn(calls, operation) ? calls[operation] : undefined;
  if (call === undefined && !isWrapped) return undefined;
  const input = inputOf(request.body);
  const { requestId } = caller;
  const output = error === undefined ? response.output : undefined;
  if (call === undefined) {
    const answer = { xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/', requestId, return: true };
    return {
      requestParameters: input === undefined ? null : { [`${operation}Request`]: taggedForm(input) },
      responseElements: output === undefined ? null : { [`${operation}Response`]: answer },
    };
  }
  return {
    requestParameters: input === undefined ? null : call.request(input),
    responseElements: output === undefined ? null : { requestId, _return: true, ...call.response(output) },
  };
}

/** A request that EC2 cannot read is recorded without parameters. */
function inputOf(body: Buffer): QueryInput | undefined {
  try {
    return parseQuery(body.toString());
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

function groupNamed(input: QueryInput): Elements {
  return present({ groupId: input['GroupId'], groupName: input['GroupName'] });
}

/**
 * Permissions as items, the one rule spelled out in the call itself flat beside an empty list of them, rule ids as items of their own:
 * as the caller asked.
 */
function rulesRequest(input: QueryInput): Elements {
  return present({
    ...groupNamed(input),
    ipPermissions: permissionItems(input['IpPermissions']),
    ipProtocol: input['IpProtocol'],
    fromPort: portOf(input['FromPort']),
    toPort: portOf(input['ToPort']),
    cidrIp: input['CidrIp'],
    tagSpecificationSet: tagSpecificationItems(input['TagSpecification']),
    securityGroupRuleIds: ruleIdItems(input['SecurityGroupRuleId']),
  });
}
