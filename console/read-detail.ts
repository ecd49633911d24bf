import type { Context } from '../contract/context.ts';
import { Failure } from '../contract/failure.ts';
import type { Resource, ResourceIdentity, ResourceType } from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { describeRuleInFull } from '../exposure/describe-rule.ts';
import { consoleLink } from '../notifier/console-link.ts';
import { describeDeny, describeStatement, nameStatement } from '../publicness/describe-statement.ts';
import { readPolicy } from '../publicness/policy-document.ts';
import type { AnyReader } from '../resources/reader.ts';
import { compareRules } from '../resources/rule-identity.ts';
import { identityOf } from '../rules/instruct.ts';
import { s3BucketPublicAccess } from '../rules/s3-bucket-public-access.ts';
import type { Judge, RegisteredRule } from '../rules/registered-rule.ts';
import type { ResourceDetail } from './console-data.ts';
import { accountPicture, doorPicture, unshielded } from './door-picture.ts';
import type { Picture } from './picture.ts';
import { portPicture } from './port-picture.ts';

/** A rule with the parameters that it has here. */
export interface JudgingHere {
  readonly rule: Pick<RegisteredRule, 'id' | 'resourceType'>;
  readonly judge: () => Judge;
}

/** The resource as it is now, drawn. Rejects with READ_FAILED. */
export async function readDetail(
  reader: AnyReader,
  id: string,
  judgedBy: readonly JudgingHere[],
  isReal: boolean,
): Promise<ResourceDetail> {
  const { found, gone, failed } = await reader.read([id]);
  const resource = found.get(id);
  if (resource === undefined) {
    if (gone.has(id))
      throw new Failure('READ_FAILED', `${id} does not exist any more: its verdicts go with the next recording`);
    throw failed.get(id) ?? new Failure('READ_FAILED', `${id} was not read: choose it again`);
  }
  const context = await reader.contextOf([resource]);
  const url = isReal ? consoleLink(resource) : null;
  return {
    resource: identityOf(resource),
    ...(resource.type === 'AWS::EC2::SecurityGroup' ? { name: resource.name } : {}),
    picture: pictureOf(resource, judgedBy, context),
    lines: linesOf(resource),
    ...(url === null ? {} : { url }),
  };
}

/** Pure. What is drawn of a resource, marked by what these rules find in it now. */
export function pictureOf(resource: Resource, judgedBy: readonly JudgingHere[], context: Context): Picture {
  switch (resource.type) {
    case 'AWS::EC2::SecurityGroup': {
      const violations = judge(resource, judgedBy, context);
      const only = violations.some((one) => 'rule' in one && one.rule.direction === 'egress');
      const ingress = violations.some((one) => 'rule' in one && one.rule.direction === 'ingress');
      const direction = only && !ingress ? 'egress' : 'ingress';
      return portPicture(resource.rules, violations, context.prefixLists, direction);
    }
    case 'AWS::S3::Bucket': {
      const exposure = judgedBy.filter(({ rule }) => rule.id === s3BucketPublicAccess.id);
      const asIs = judge(resource, exposure, context);
      const open = unshielded(resource, context);
      const without = judge(open.bucket, exposure, open.context);
      return doorPicture(resource, { asIs, unshielded: without }, context.accountBlock);
    }
    case 'AWS::S3::AccountPublicAccessBlock':
      return accountPicture(resource);
  }
}

function judge(resource: Resource, judgedBy: readonly JudgingHere[], context: Context): Violation[] {
  const concerned = judgedBy.filter(({ rule }) => rule.resourceType === resource.type);
  return concerned.flatMap((one) => one.judge()(resource, context));
}

function linesOf(resource: Resource): string[] {
  switch (resource.type) {
    case 'AWS::EC2::SecurityGroup':
      return resource.rules.toSorted(compareRules).map(describeRuleInFull);
    case 'AWS::S3::Bucket':
      return [
        `object ownership ${resource.ownership}`,
        ...resource.grants.map(
          ({ grantee, permission }) =>
            `ACL ${permission} to ${grantee.kind === 'group' ? grantee.uri : grantee.kind === 'email' ? grantee.address : grantee.id === resource.owner.id ? 'the owner' : grantee.id}`,
        ),
        ...policyLines(resource.policy),
      ];
    case 'AWS::S3::AccountPublicAccessBlock':
      return resource.publicAccessBlock === null ? ['it was never set: all four settings are off'] : [];
  }
}

function policyLines(policy: string | null): string[] {
  if (policy === null) return ['no policy'];
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return [`policy: ${reading.reason}`];
  return reading.statements.map((statement) => {
    if (statement.effect === 'Allow') return describeStatement(statement);
    return statement.effect === 'Deny' ? describeDeny(statement) : `${nameStatement(statement)}: ${statement.reason}`;
  });
}

/** Which resource a page asks for: `AWS::EC2::SecurityGroup/sg-…`. Undefined for what is none. */
export function parseKey(
  key: string,
  types: Readonly<Record<ResourceType, unknown>>,
): Pick<ResourceIdentity, 'type' | 'id'> | undefined {
  const slash = key.indexOf('/');
  const [type, id] = [key.slice(0, slash), key.slice(slash + 1)];
  return isType(type, types) && id !== '' ? { type, id } : undefined;
}

function isType(type: string, types: Readonly<Record<ResourceType, unknown>>): type is ResourceType {
  return Object.hasOwn(types, type);
}
