import type { AnsweredCall } from '../service.ts';
import { roleArnOf, userIdOf } from '../sts/principal.ts';
import { type Elements, present } from './elements.ts';
import { wholeSeconds } from './whole-seconds.ts';

type Principal = AnsweredCall['principal'];

/** Who called, as the log of the caller's own account has it (CloudTrail User Guide, "CloudTrail userIdentity element"). */
export function userIdentity(principal: Principal, { now }: { readonly now: number }): Elements {
  const { accountId, principalArn, accessKeyId, invokedBy } = principal;
  const who = { principalId: userIdOf(principalArn), arn: principalArn, accountId, accessKeyId };
  const roleArn = roleArnOf(principalArn);
  if (roleArn !== undefined) {
    return present({
      type: 'AssumedRole',
      ...who,
      sessionContext: sessionOf(principal, principal.roleArn ?? roleArn, now),
      invokedBy,
    });
  }
  if (principalArn.endsWith(':root')) return present({ type: 'Root', ...who, invokedBy });
  const userName = /:user\/(?:.*\/)?([^/]+)$/.exec(principalArn)?.[1];
  return present({ type: userName === undefined ? 'Unknown' : 'IAMUser', ...who, userName, invokedBy });
}

/** A caller of another account, as the log of the bucket's owner has it: by account and unique id alone. */
export function visitorIdentity({ accountId, principalArn }: Principal): Elements {
  return { type: 'AWSAccount', principalId: userIdOf(principalArn), accountId };
}

function sessionOf(principal: Principal, roleArn: string, now: number): Elements {
  const { accountId, principalArn, issuedAt = now, mfaAuthenticated = false } = principal;
  return {
    sessionIssuer: {
      type: 'Role',
      principalId: userIdOf(principalArn).split(':')[0],
      arn: roleArn,
      accountId,
      userName: roleArn.split('/').at(-1),
    },
    attributes: { creationDate: wholeSeconds(issuedAt), mfaAuthenticated: String(mfaAuthenticated) },
  };
}
