import * as v from 'valibot';

const Diagnostic = v.object({
  severity: v.picklist(['error', 'warning']),
  summary: v.string(),
  detail: v.optional(v.string(), ''),
  snippet: v.optional(v.object({ context: v.nullish(v.string()) })),
});
const Validated = v.object({ diagnostics: v.array(Diagnostic) });
const Line = v.looseObject({ type: v.string(), diagnostic: v.optional(Diagnostic) });

/** The errors that `terraform validate -json` writes, in a line each. Throws for anything else. */
export function validateErrors(output: string): string[] {
  return v.parse(Validated, JSON.parse(output)).diagnostics.filter(isError).map(sentence);
}

/** The errors among the events that `terraform plan -json` writes, one a line; each error once, whatever it befell. Throws for anything else. */
export function planErrors(output: string): string[] {
  const errors = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => v.parse(Line, JSON.parse(line)).diagnostic)
    .filter((diagnostic) => diagnostic !== undefined)
    .filter(isError);
  return [...new Set(errors.map(sentence))];
}

function isError({ severity }: v.InferOutput<typeof Diagnostic>): boolean {
  return severity === 'error';
}

function sentence({ summary, detail, snippet }: v.InferOutput<typeof Diagnostic>): string {
  const where = snippet?.context ?? '';
  return `${summary}: ${detail} ${where === '' ? '' : `(in ${where})`}`.replaceAll(/\s+/g, ' ').trim();
}
