import type { AllowStatement, ConditionClause } from './policy-document.ts';

/** How a statement is named everywhere: `Statement[0]`, `Statement[2] "PublicRead"`. Positions count from 0. */
export function nameStatement({ index, sid }: { readonly index: number; readonly sid?: string | undefined }): string {
  return sid === undefined || sid === '' ? `Statement[${index}]` : `Statement[${index}] ${JSON.stringify(sid)}`;
}

/** What a statement allows, on one line: `Statement[0] "Read" allows everyone s3:GetObject on arn:aws:s3:::photos/*`. */
export function describeStatement(statement: AllowStatement): string {
  const { actions, resources, conditions } = statement;
  const terms = conditions.map(describeClause).join(' and ');
  return (
    `${nameStatement(statement)} allows ${describePrincipals(statement)} ${actions} on ${resources}` +
    (terms === '' ? '' : ` if ${terms}`)
  );
}

function describePrincipals({ principals, exceptPrincipals }: AllowStatement): string {
  const named =
    principals === 'everyone' ? 'everyone' : principals.map(({ type, value }) => `${type} ${value}`).join(', ');
  return exceptPrincipals ? `everyone but ${named}` : named;
}

function describeClause({ operator, key, values }: ConditionClause): string {
  return `${operator} ${key} ${values.join(', ')}`;
}
