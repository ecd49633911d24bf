import type { RegisteredRule } from '../../rules/registered-rule.ts';

/** What a rule has to be given, as its parameters' own examples give it: nothing, for one that can do with its defaults. */
export function givenParameters({ parameters }: Pick<RegisteredRule, 'parameters'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, { example }]) => (example === undefined ? [] : [[name, example]])),
  );
}
