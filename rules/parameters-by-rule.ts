/** An object of JSON: no list, and with whatever keys it was written (valibot's records pass over some, and take a list). */
export function isPlainObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/**
 * Parameters of several rules as files and settings spell them: `{"<rule>": {"<parameter>": "<value>"}}`. Answers the fault,
 * with the field, where they are of another form. Whether there are such rules and parameters is not asked here.
 */
export function parametersByRule(
  given: unknown,
): ReadonlyMap<string, Readonly<Record<string, unknown>>> | { readonly fault: string } {
  if (!isPlainObject(given)) return { fault: 'content: must be of the form {"<rule>": {"<parameter>": "<value>"}}' };
  const byRule = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [id, parameters] of Object.entries(given)) {
    if (!isPlainObject(parameters)) return { fault: `${id}: must be of the form {"<parameter>": "<value>"}` };
    const wrong = Object.entries(parameters).find(([, value]) => typeof value !== 'string');
    if (wrong !== undefined) return { fault: `${id}.${wrong[0]}: must be a string` };
    byRule.set(id, parameters);
  }
  return byRule;
}
