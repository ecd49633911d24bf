import type { PublicStatement } from '../contract/violation.ts';
import { type ClauseReading, keysThatMustExist, readClause } from './condition.ts';
import type { AllowStatement } from './policy-document.ts';
import { isDeleted, looseness, publicPrincipals } from './principal.ts';
import type { Breadth } from './source-ip.ts';

/**
 * The violation that a statement is, or null where it is not public: where its principals are all fixed, or one condition
 * holds every request to fixed values (Amazon S3 User Guide, "The meaning of public"). What it allows does not matter: AWS
 * counts actions that may come to be as well.
 */
export function judgeStatement(statement: AllowStatement, breadth: Breadth): PublicStatement | null {
  const principalReason = publicPrincipals(statement);
  if (principalReason === null) return null;
  const existing = keysThatMustExist(statement.conditions);
  const clauses = statement.conditions.map((clause) => readClause(clause, breadth, existing));
  if (clauses.some((clause) => clause.looseness === null)) return null;
  const narrowBy = narrowing(statement, clauses);
  return {
    kind: 'public-statement',
    index: statement.index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
    reason: [principalReason, ...clauses.map((clause) => clause.looseness)].join('; '),
    ...(narrowBy.length === 0 ? {} : { narrowBy }),
  };
}

/**
 * The parts to drop so that a fixed rest stays: the loose principals where there are fixed ones beside them, else the loose
 * values of one condition. Principals come first, because what is then left names who may come in.
 */
function narrowing(
  { principals, exceptPrincipals }: AllowStatement,
  clauses: readonly ClauseReading[],
): NonNullable<PublicStatement['narrowBy']> {
  if (!exceptPrincipals && principals !== 'everyone') {
    const loose = principals.filter((entry) => looseness(entry) !== null);
    // Beside a deleted principal alone nothing is left that is worth keeping.
    if (principals.some((entry) => looseness(entry) === null && !isDeleted(entry))) {
      return [...new Set(loose.map(({ type }) => type))].map((type) => ({
        path: ['Principal', type],
        values: loose.filter((entry) => entry.type === type).map(({ value }) => value),
      }));
    }
  }
  const mixed = clauses.find(({ looseValues }) => looseValues.length > 0);
  if (mixed === undefined) return [];
  const { operator, key } = mixed.clause;
  return [{ path: ['Condition', operator, key], values: [...mixed.looseValues] }];
}
