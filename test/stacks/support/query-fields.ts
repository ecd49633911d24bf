/** Words of the Logs Insights query language that stand where a field could (CloudWatch Logs User Guide, "Query syntax"). */
const keywords = new Set(['filter', 'stats', 'sort', 'by', 'as', 'and', 'or', 'not', 'in', 'asc', 'desc']);

/** The fields of log lines that a query names: no functions, no names that it gives itself, no texts. */
export function queryFields(text: string): string[] {
  const bare = text.replaceAll(/"[^"]*"/g, '').replaceAll(/\bbin\([^)]*\)/g, '');
  const given = new Set([...bare.matchAll(/\bas (\w+)/g)].map(([, name]) => name));
  const words = [...bare.matchAll(/\b[A-Za-z]\w*\b(?!\()/g)].map(([word]) => word);
  return [...new Set(words.filter((word) => !keywords.has(word) && !given.has(word)))];
}

/** The message that a query is about: each asks for one. */
export function queryMessage(text: string): string {
  const [, message] = /\bmessage = "([^"]+)"/.exec(text) ?? [];
  if (message === undefined) throw new Error(`the query names no message: ${text}`);
  return message;
}
