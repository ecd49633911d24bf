import { loosenessToAws } from './aws-verdict.ts';
import { isListed, keysThatMustExist } from './condition.ts';
import { isFixed } from './fixed-value.ts';
import type { AllowStatement, ConditionClause } from './policy-document.ts';
import { publicPrincipals } from './principal.ts';

/**
 * Why a statement may be public to AWS though judgeStatement does not call it so, in words; null where both hold it to fixed values.
 * Nothing is removed for such a doubt, but what S3 does with a policy that is public to it is not brought about either.
 */
export function awsDoubt(statement: AllowStatement): string | null {
  if (publicPrincipals(statement) === null) return null;
  const existing = keysThatMustExist(statement.conditions);
  const binding = statement.conditions.filter((clause) => loosenessToAws(clause, existing) === null);
  const doubts = binding.map(clauseDoubt).filter((doubt) => doubt !== null);
  return doubts.length === 0 || doubts.length < binding.length ? null : doubts.join('; ');
}

/**
 * Why AWS may not take a clause that binds for one that does, in words; null where its text does (Amazon S3 User Guide, "The meaning of
 * public"). That text names keys and asks for values without wildcards, but for the name of an access point; nothing in it says that
 * `Null` in another clause helps an operator that lets requests without the key pass.
 */
function clauseDoubt(clause: ConditionClause): string | null {
  const { key, values } = clause;
  if (!isListed(key)) return `AWS does not list ${key}`;
  const isAccessPoint = key.toLowerCase() === 's3:dataaccesspointarn';
  const open = isAccessPoint ? undefined : values.find((value) => !isFixed(value));
  if (open !== undefined) return `${key} ${open} has a wildcard`;
  return loosenessToAws(clause, new Set());
}
