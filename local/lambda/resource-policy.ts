/** Who may invoke a function besides its own account (AWS Lambda, "Using resource-based policies"). */
export interface Permission {
  readonly statementId: string;
  /** A service such as `config.amazonaws.com`, or the id or root ARN of another account. */
  readonly principal: string;
  /** `*` and `?` are wildcards. */
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

/** What invokes: a service on behalf of one of its resources, or a principal of an account. */
export interface InvokeSource {
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

export function isPermitted(permissions: readonly Permission[], source: InvokeSource): boolean {
  return permissions.some(
    (permission) =>
      (permission.principal === '*' || accountOf(permission.principal) === accountOf(source.principal)) &&
      (permission.sourceArn === undefined || matches(permission.sourceArn, source.sourceArn ?? '')) &&
      (permission.sourceAccount === undefined || permission.sourceAccount === source.sourceAccount),
  );
}

/** An account's root ARN and its id name the same principal; anything else stands for itself. */
function accountOf(principal: string): string {
  return /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function matches(pattern: string, arn: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(arn);
}

/** The policy document that GetPolicy answers. */
export function policyDocument(permissions: readonly Permission[], functionArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'default',
    Statement: permissions.map((permission) => policyStatement(permission, functionArn)),
  });
}

export function policyStatement(permission: Permission, functionArn: string): object {
  const { statementId, principal, sourceArn, sourceAccount } = permission;
  const conditions = {
    ...(sourceAccount === undefined ? {} : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
    ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
  };
  return {
    Sid: statementId,
    Effect: 'Allow',
    Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal },
    Action: 'lambda:InvokeFunction',
    Resource: functionArn,
    ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
  };
}
