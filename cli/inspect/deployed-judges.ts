import { type ConfigRule, type ConfigServiceClient, paginateDescribeConfigRules } from '@aws-sdk/client-config-service';
import { errorText, isDenied } from '../../aws/classify-error.ts';
import { endingPages } from '../../aws/ending-pages.ts';
import { Failure } from '../../contract/failure.ts';
import { isPlainObject } from '../../rules/parameters-by-rule.ts';
import type { Judge, RegisteredRule } from '../../rules/registered-rule.ts';
import { rules } from '../../rules/registry.ts';

export interface DeployedJudges {
  readonly judges: ReadonlyMap<string, Judge>;
  /** What is not certain about them, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * All rules: those given as they are, the others with the parameters that AWS Config has for them in this region. A rule that Config does
 * not have, has twice with different parameters, or may not be asked for, judges with its defaults, and a note says so. Never rejects.
 */
export async function deployedJudges(
  config: ConfigServiceClient,
  region: string,
  given: ReadonlyMap<string, Judge> = new Map(),
): Promise<DeployedJudges> {
  const notes: string[] = [];
  const deployed: ConfigRule[] = [];
  try {
    const pages = paginateDescribeConfigRules({ client: config }, {});
    for await (const page of endingPages(pages, ({ NextToken }) => NextToken)) {
      deployed.push(...(page.ConfigRules ?? []).filter(({ Source }) => Source?.Owner === 'CUSTOM_LAMBDA'));
    }
  } catch (error) {
    const why = isDenied(error) ? 'the caller may not config:DescribeConfigRules' : errorText(error);
    notes.push(
      `The rules’ parameters in ${region} were not read (${why}): their defaults are used, unless --parameters gives others.`,
    );
  }
  const judges = new Map(given);
  for (const rule of rules) {
    if (given.has(rule.id)) continue;
    const texts = new Set(
      deployed
        .filter(({ ConfigRuleName: name = '' }) => name === rule.id || name.endsWith(`-${rule.id}`))
        .map(({ InputParameters }) => InputParameters ?? '{}'),
    );
    const judge = judgeBy(rule, texts);
    if (judge instanceof Failure && texts.size > 0)
      notes.push(`${rule.id} in ${region} judges with its default parameters: ${judge.message}.`);
    const usable = judge instanceof Failure ? judgeBy(rule, new Set()) : judge;
    if (!(usable instanceof Failure)) judges.set(rule.id, usable);
  }
  return { judges, notes };
}

/** A rule may refuse its own defaults: it then judges nothing where it is not deployed. */
function judgeBy(rule: RegisteredRule, texts: ReadonlySet<string>): Judge | Failure {
  const [text, ...others] = texts;
  if (others.length > 0) return new Failure('PARAMETER_INVALID', 'several copies have different parameters');
  try {
    return rule.withParameters(parsed(text));
  } catch (cause) {
    return cause instanceof Failure ? cause : new Failure('PARAMETER_INVALID', errorText(cause), { cause });
  }
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === '') return {};
  const given: unknown = JSON.parse(text);
  if (!isPlainObject(given)) throw new Failure('PARAMETER_INVALID', 'AWS Config has no object of parameters for it');
  return given;
}
