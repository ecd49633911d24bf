import type { Context } from '../contract/context.ts';
import {
  BlockSetting,
  type AccountBlock,
  type Bucket,
  type Grant,
  type PublicAccessBlock,
} from '../contract/resource.ts';
import type { Violation } from '../contract/violation.ts';
import { describeClause } from '../publicness/describe-statement.ts';
import { type AllowStatement, readPolicy } from '../publicness/policy-document.ts';
import type { DoorPicture, Route, Shield } from './picture.ts';

const noShields: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/** What a rule would say if the bucket stood by itself, and what it says of the bucket as it is. */
export interface PublicFindings {
  readonly asIs: readonly Violation[];
  readonly unshielded: readonly Violation[];
}

/** The bucket with nothing that keeps the public out: what is public then and is not now is stopped by its shields. */
export function unshielded(bucket: Bucket, context: Context): { readonly bucket: Bucket; readonly context: Context } {
  return {
    bucket: { ...bucket, publicAccessBlock: noShields, ownership: 'ObjectWriter' },
    context: { ...context, accountBlock: null },
  };
}

/** Pure. Who gets into a bucket by its ACL and policy, and what keeps others out. */
export function doorPicture(
  bucket: Bucket,
  { asIs, unshielded: found }: PublicFindings,
  accountBlock: Context['accountBlock'],
): DoorPicture {
  const routes = [...grantRoutes(bucket, asIs, found), ...statementRoutes(bucket, asIs, found)];
  const account = accountBlock === null || 'kind' in accountBlock ? noShields : accountBlock;
  const shields = BlockSetting.options.map((setting) => ({
    setting,
    on: bucket.publicAccessBlock[setting] || account[setting],
  }));
  return { kind: 'doors', of: 'bucket', routes, shields, sentences: [...routes.map(sentence), shieldWords(shields)] };
}

/** Pure. What an account's own Block Public Access keeps out of all its buckets. */
export function accountPicture({ publicAccessBlock }: AccountBlock): DoorPicture {
  const settings = publicAccessBlock ?? noShields;
  const shields = BlockSetting.options.map((setting) => ({ setting, on: settings[setting] }));
  return { kind: 'doors', of: 'account', routes: [], shields, sentences: [shieldWords(shields)] };
}

function grantRoutes(bucket: Bucket, asIs: readonly Violation[], found: readonly Violation[]): Route[] {
  return bucket.grants
    .filter(({ grantee }) => grantee.kind !== 'user' || grantee.id !== bucket.owner.id)
    .map((grant): Route => {
      const of = (violations: readonly Violation[]) =>
        violations.find((one) => one.kind === 'public-grant' && isSame(one.grant, grant));
      const state = of(asIs) !== undefined ? 'offending' : of(found) !== undefined ? 'stopped' : 'open';
      return { by: 'ACL', who: granteeName(grant), what: grant.permission, state };
    });
}

function statementRoutes(bucket: Bucket, asIs: readonly Violation[], found: readonly Violation[]): Route[] {
  if (bucket.policy === null) return [];
  const reading = readPolicy(bucket.policy);
  if (reading.kind === 'unreadable') {
    return [{ by: 'policy', who: 'nobody knows whom', what: reading.reason, state: 'offending' }];
  }
  return reading.statements.flatMap((statement): Route[] => {
    if (statement.effect === 'Deny') return [];
    if (statement.effect === 'unreadable') {
      return [
        {
          by: 'policy',
          who: 'nobody knows whom',
          what: `Statement[${statement.index}]: ${statement.reason}`,
          state: 'offending',
        },
      ];
    }
    const of = (violations: readonly Violation[]) =>
      violations.find((one) => one.kind === 'public-statement' && one.index === statement.index);
    const [now, without] = [of(asIs), of(found)];
    const state = now !== undefined ? 'offending' : without !== undefined ? 'stopped' : 'open';
    const why = now?.kind === 'public-statement' ? now.reason : undefined;
    return [{ by: 'policy', who: who(statement), what: what(statement), state, ...(why === undefined ? {} : { why }) }];
  });
}

function isSame(one: Grant, other: Grant): boolean {
  return one.permission === other.permission && granteeName(one) === granteeName(other);
}

function granteeName({ grantee }: Grant): string {
  switch (grantee.kind) {
    case 'user':
      return grantee.displayName ?? `${grantee.id.slice(0, 12)}…`;
    case 'group':
      return grantee.uri.split('/').at(-1) ?? grantee.uri;
    case 'email':
      return grantee.address;
  }
}

function who({ principals, exceptPrincipals, conditions }: AllowStatement): string {
  const named = principals === 'everyone' ? 'everyone' : principals.map(({ value }) => value).join(', ');
  const all = principals !== 'everyone' && principals.some(({ value }) => value === '*') ? 'everyone' : named;
  const asked = exceptPrincipals ? `everyone but ${named}` : all;
  return conditions.length === 0 ? asked : `${asked} if ${conditions.map(describeClause).join(' and ')}`;
}

function what({ actions, sid }: AllowStatement): string {
  const named = `${actions.allBut ? 'all but ' : ''}${actions.patterns.join(', ')}`;
  return sid === undefined || sid === '' ? named : `${named} (${sid})`;
}

function sentence({ by, who: asked, what: granted, state, why }: Route): string {
  const said = `The ${by} lets ${asked} in: ${granted}`;
  switch (state) {
    case 'offending':
      return `${said}; in violation${why === undefined ? '' : `, ${why}`}.`;
    case 'stopped':
      return `${said}; kept out by Block Public Access or object ownership.`;
    case 'open':
      return `${said}.`;
  }
}

function shieldWords(shields: readonly Shield[]): string {
  const named = (on: boolean): string =>
    shields
      .filter((shield) => shield.on === on)
      .map(({ setting }) => setting)
      .join(', ');
  return `Block Public Access: on ${named(true) || 'nothing'}; off ${named(false) || 'nothing'}.`;
}
