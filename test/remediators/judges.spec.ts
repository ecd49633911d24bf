import { assert } from 'chai';
import { emptyContext } from '../../contract/context.ts';
import { judgesFrom } from '../../remediators/judges.ts';
import { rules } from '../../rules/registry.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { assertFails } from '../support/assert-fails.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const id = 'security-group-restricted-ports';
const ssh = securityGroup([ingress('tcp', 22, '0.0.0.0/0')]);

describe('judgesFrom', () => {
  it('judges by the parameters that a rule was deployed with, defaults filled in', () => {
    const strict = judgesFrom(JSON.stringify({ [id]: {} }), rules).get(id);
    const lax = judgesFrom(JSON.stringify({ [id]: { ports: '3389' } }), rules).get(id);

    assert.lengthOf(strict?.(ssh, emptyContext) ?? [], 1);
    assert.deepEqual(lax?.(ssh, emptyContext), []);
  });

  it('knows every rule that is named, and none that is not', () => {
    const all = JSON.stringify(Object.fromEntries(rules.map((rule) => [rule.id, givenParameters(rule)])));

    assert.sameMembers(
      [...judgesFrom(all, rules).keys()],
      rules.map((rule) => rule.id),
    );
    assert.equal(judgesFrom('{}', rules).size, 0);
  });

  for (const [what, text, message] of [
    ['that are not JSON', '{', 'RULE_PARAMETERS is not JSON'],
    ['that are not an object', '"all"', 'RULE_PARAMETERS'],
    ['that are a list', '[]', 'RULE_PARAMETERS'],
    ['that are a list for a rule', `{"${id}":[]}`, id],
    ['of a rule named __proto__', `{"__proto__":{}}`, 'there is no rule __proto__'],
    ['of a rule named constructor', `{"constructor":{}}`, 'there is no rule constructor'],
    ['of the name constructor', `{"${id}":{"constructor":"22"}}`, 'unknown parameter constructor'],
    ['of the name __proto__', `{"${id}":{"__proto__":"22"}}`, 'unknown parameter __proto__'],
    ['of a rule that does not exist', '{"retired-rule":{}}', 'there is no rule retired-rule'],
    ['that are not strings', `{"${id}":{"ports":22}}`, `${id}.ports`],
    ['of an unknown name', `{"${id}":{"port":"22"}}`, 'unknown parameter port'],
    ['that the rule does not take', `{"${id}":{"ports":"ssh"}}`, 'ports="ssh"'],
  ] as const) {
    it(`refuses parameters ${what}: with them in doubt nothing is changed`, () => {
      assertFails(() => judgesFrom(text, rules), 'PARAMETER_INVALID', message);
    });
  }
});
