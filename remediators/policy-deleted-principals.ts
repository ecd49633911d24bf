import { nameStatement } from '../publicness/describe-statement.ts';
import { type JsonNode, memberOf, parseJsonTree } from '../publicness/json-tree.ts';
import type { PolicyStatement } from '../publicness/policy-document.ts';
import { isDeleted } from '../publicness/principal.ts';
import { type Drops, narrowedText, type StatementCut } from './policy-cut.ts';
import { scalarTexts } from './policy-text.ts';

const why = 'deleted users or roles, which S3 refuses in a policy that is put';

/**
 * The cuts and, in the statements that stay, the deleted users and roles that may be dropped: those whom an Allow names, for
 * they let nobody in (re:Post, "Invalid principal in policy": S3 answers MalformedPolicy for the whole of a policy with one). A
 * statement for nobody else goes whole. In the order of the statements.
 */
export function cutDeletedPrincipals(
  text: string,
  statements: readonly PolicyStatement[],
  cuts: readonly StatementCut[],
): StatementCut[] {
  return statements.flatMap((statement) => {
    const cut = cuts.find(({ statement: { index } }) => index === statement.index);
    if (cut?.drops === null || statement.effect !== 'Allow' || statement.exceptPrincipals) return cut ?? [];
    const ids = statement.principals === 'everyone' ? [] : statement.principals.filter(isDeleted);
    if (ids.length === 0) return cut ?? [];
    const values = [...new Set(ids.map(({ value }) => value))];
    const drops = merged(cut?.drops ?? [], { path: ['Principal', 'AWS'], values });
    const isWhole = narrowedText(text, statement.index, drops) === null;
    const note = isWhole
      ? `removed whole: it names only ${values.join(', ')}: ${why}`
      : `narrowed: Principal AWS ${values.join(', ')} dropped, the rest kept: ${why}`;
    return {
      statement,
      drops: isWhole ? null : drops,
      notes: [...((isWhole ? undefined : cut?.notes) ?? []), `${nameStatement(statement)} ${note}`],
    };
  });
}

/**
 * Where deleted users and roles stay, because without them the statement might let more people in, or is not understood: S3
 * will refuse the policy until a person has decided.
 */
export function notesForPeople(text: string, statements: readonly PolicyStatement[]): string[] {
  const given = memberOf(parseJsonTree(text) ?? undefined, 'Statement')?.value;
  const nodes = given?.kind === 'array' ? given.elements : [given];
  return statements.flatMap((statement) => {
    if (statement.effect === 'Allow' && !statement.exceptPrincipals) return [];
    const node = nodes[statement.index];
    return ['Principal', 'NotPrincipal'].flatMap((element) => {
      const ids = deletedIn(memberOf(memberOf(node, element)?.value, 'AWS')?.value);
      if (ids.length === 0) return [];
      return `${nameStatement(statement)} names ${ids.join(', ')} as ${element}: ${why}; a person must take them out first`;
    });
  });
}

function deletedIn(node: JsonNode | undefined): string[] {
  if (node === undefined) return [];
  const named = (node.kind === 'array' ? node.elements : [node]).flatMap(scalarTexts);
  return named.filter((value) => isDeleted({ type: 'AWS', value }));
}

/** A place is said once: the commas of a list are settled for all that goes from it together. */
function merged(drops: Drops, { path, values }: Drops[number]): Drops {
  const isSame = (other: Drops[number]): boolean => other.path.join() === path.join();
  const before = drops.find(isSame)?.values ?? [];
  return [...drops.filter((drop) => !isSame(drop)), { path, values: [...before, ...values] }];
}
