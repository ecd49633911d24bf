import pMap from 'p-map';
import * as v from 'valibot';
import { Failure } from '../contract/failure.ts';
import { graceForm, graceMs } from '../contract/grace-length.ts';
import { type Instruction, Severity } from '../contract/instruction.ts';
import type { ResourceIdentity } from '../contract/resource.ts';

/** What a deployment says of a rule beside its parameters. */
export interface Terms {
  readonly severity: Severity;
  /** How long a violation is left alone after people were told; 0 for not at all. */
  readonly graceMs: number;
}

/**
 * From RULE_SEVERITY (`usual`, which is the registry's, unless set) and RULE_GRACE, a length such as `24h` (none unless set). Throws
 * SETTING_INVALID naming variable and value: a grace that cannot be read must not come out as none.
 */
export function termsFrom(environment: Readonly<Record<string, string | undefined>>, usual: Severity): Terms {
  const { RULE_SEVERITY: severity = '', RULE_GRACE: grace = '' } = environment;
  if (severity !== '' && !v.is(Severity, severity)) {
    throw invalid('RULE_SEVERITY', severity, `one of ${Severity.options.join(', ')}`);
  }
  const length = grace === '' ? 0 : graceMs(grace);
  if (length === undefined) throw invalid('RULE_GRACE', grace, graceForm.says);
  return { severity: severity === '' ? usual : severity, graceMs: length };
}

export interface TermsDeps {
  now(): Date;
  /** Whether AWS Config has a verdict that the resource violates the rule. */
  violatedBefore(resource: ResourceIdentity): Promise<boolean>;
  report(message: string, fields: Record<string, unknown>): void;
}

const lookupsAtOnce = 5;

/**
 * The instructions as the deployment wants them. To be asked before the new verdicts are reported. Where the old verdict cannot
 * be read, a violation counts as known: a grace that runs is then not begun anew. Never rejects.
 */
export async function onTerms(
  instructions: readonly Instruction[],
  { severity, graceMs: length }: Terms,
  deps: TermsDeps,
): Promise<Instruction[]> {
  if (length === 0) return instructions.map((instruction) => ({ ...instruction, severity }));
  const notBefore = new Date(deps.now().getTime() + length).toISOString();
  return pMap(
    instructions,
    async (instruction): Promise<Instruction> => {
      const graced = { ...instruction, severity, notBefore };
      return (await wasViolated(instruction, deps)) ? graced : { ...graced, begins: true };
    },
    { concurrency: lookupsAtOnce },
  );
}

async function wasViolated({ rule, resource }: Instruction, deps: TermsDeps): Promise<boolean> {
  try {
    return await deps.violatedBefore(resource);
  } catch (error) {
    deps.report('the verdict before is not known', { rule, resourceId: resource.id, error });
    return true;
  }
}

function invalid(name: string, value: string, form: string): Failure {
  return new Failure('SETTING_INVALID', `environment variable ${name}=${JSON.stringify(value)} is not ${form}`);
}
