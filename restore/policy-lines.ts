import { createHash } from 'node:crypto';
import { describeDeny, describeStatement, nameStatement } from '../publicness/describe-statement.ts';
import { type PolicyStatement, readPolicy } from '../publicness/policy-document.ts';

/** A policy in words, a line for each statement, and one for its exact text. */
export function policyLines(policy: string | null): string[] {
  if (policy === null) return ['no policy'];
  const digest = createHash('sha256').update(policy).digest('hex').slice(0, 12);
  const text = `policy of ${Buffer.byteLength(policy)} bytes, SHA-256 ${digest}…`;
  const reading = readPolicy(policy);
  if (reading.kind === 'unreadable') return [text];
  return [...reading.statements.map(lineOf), text];
}

function lineOf(statement: PolicyStatement): string {
  switch (statement.effect) {
    case 'Allow':
      return describeStatement(statement);
    case 'Deny':
      return describeDeny(statement);
    case 'unreadable':
      return `${nameStatement(statement)}, which cannot be put in words`;
  }
}
