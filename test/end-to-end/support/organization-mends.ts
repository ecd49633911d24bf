import type { LocalAccount } from '../../../local/local-account.ts';

/** A call by which a remediator changed something in an account that is not its own, or in another region. */
export interface MendCall {
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly principalArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The session's key: whoever has it may do what the session may. */
  readonly accessKeyId: string;
  /** Path and body, which name the resource. */
  readonly about: string;
}

const changing = /^(Authorize|Revoke|Modify|Put|Delete|Create)/;

/** Keeps every change that a member's role made of a group or a bucket, from now on. What was refused is not among them. */
export function recordMends(account: LocalAccount): readonly MendCall[] {
  const mends: MendCall[] = [];
  for (const service of [account.services.ec2, account.services.s3]) {
    const handle = service.handle.bind(service);
    service.handle = (request, caller) => {
      const operation = service.operationOf(request);
      const { accountId, region, principalArn, sessionTags: tags = {} } = caller;
      if (changing.test(operation) && principalArn.includes(':assumed-role/configmend-mender-')) {
        const [, accessKeyId = ''] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
        const about = `${request.path} ${request.body.toString()}`;
        mends.push({ operation, accountId, region, principalArn, tags, accessKeyId, about });
      }
      return handle(request, caller);
    };
  }
  return mends;
}
