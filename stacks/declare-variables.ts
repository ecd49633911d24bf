import { type TerraformStack, TerraformVariable, type TerraformVariableConfig } from 'cdktf';

/** A variable. Each `validation` is the condition it must meet, and the sentence that names it and that a wrong value fails with. */
export interface Definition extends TerraformVariableConfig {
  readonly description: string;
  readonly type: string;
}

/** Declares every variable directly on the stack: in a nested scope cdktf would rename it. */
export function declareVariables<Name extends string>(
  stack: TerraformStack,
  definitions: Readonly<Record<Name, Definition>>,
): Readonly<Record<Name, TerraformVariable>> {
  const declared = Object.entries<Definition>(definitions).map(([name, definition]) => [
    name,
    new TerraformVariable(stack, name, definition),
  ]);
  return Object.fromEntries(declared) as Readonly<Record<Name, TerraformVariable>>;
}
