import type { AllowStatement, ConditionClause, DenyStatement, Reach, Terms } from './policy-document.ts';

/** How a statement is named everywhere: `Statement[0]`, `Statement[2] "PublicRead"`. Positions count from 0. */
export function nameStatement({ index, sid }: { readonly index: number; readonly sid?: string | undefined }): string {
  return sid === undefined || sid === '' ? `Statement[${index}]` : `Statement[${index}] ${JSON.stringify(sid)}`;
}

/** What a statement allows, on one line: `Statement[0] "Read" allows everyone s3:GetObject on arn:aws:s3:::photos/*`. */
export function describeStatement(statement: AllowStatement): string {
  return `${nameStatement(statement)} allows ${describeTerms(statement)}`;
}

/** The same of a statement that denies; the name alone where its terms cannot be read. */
export function describeDeny(statement: DenyStatement): string {
  const { terms } = statement;
  return terms === null ? nameStatement(statement) : `${nameStatement(statement)} denies ${describeTerms(terms)}`;
}

function describeTerms(terms: Terms): string {
  const conditions = terms.conditions.map(describeClause).join(' and ');
  return (
    `${describePrincipals(terms)} ${describeReach(terms.actions)} on ${describeReach(terms.resources)}` +
    (conditions === '' ? '' : ` if ${conditions}`)
  );
}

function describeReach({ allBut, patterns }: Reach): string {
  const named = patterns.length === 0 ? 'nothing' : patterns.join(', ');
  return allBut ? `all but ${named}` : named;
}

function describePrincipals({ principals, exceptPrincipals }: Terms): string {
  const named =
    principals === 'everyone' ? 'everyone' : principals.map(({ type, value }) => `${type} ${value}`).join(', ');
  return exceptPrincipals ? `everyone but ${named}` : named;
}

/** `StringEquals s3:x-amz-acl private`. */
export function describeClause({ operator, key, values }: ConditionClause): string {
  return `${operator} ${key} ${values.join(', ')}`;
}
