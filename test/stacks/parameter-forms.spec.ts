import { assert } from 'chai';
import { rules } from '../../rules/registry.ts';
import { parameterForms } from '../../stacks/parameter-forms.ts';
import { givenParameters } from '../support/given-parameters.ts';
import { refusals } from './support/refusals.ts';
import { mainTemplate } from './support/synthesised.ts';

describe('the forms of parameters', () => {
  const samples = [
    '',
    ' ',
    '\t22',
    '22\n',
    ' 5 ',
    '0',
    '7',
    '8',
    '08',
    '9',
    '22',
    '022',
    '00022',
    '32',
    '032',
    '33',
    '128',
  ].concat(
    ['0128', '129', '-1', '65535', '65536', '2^24', '2^9999', '1'.repeat(38), '1'.repeat(41), 'ssh', '22-', '22,23'],
    [
      '22 , 23',
      'TCP:22-25',
      'udp:53,tcp:5-7',
      'blocked',
      'unused',
      'none',
      'granted',
      'BlockPublicAcls, ignorePublicAcls',
    ],
    ['arn:aws:iam::111122223333:role/deploy-*', 'arn:aws-us-gov:iam::*:user/ops/kim , arn:aws:iam::*:root,'],
    [' ,,arn:*:iam::1*:role/a+b=c.d@e_f-g', 'arn:aws:sts::111122223333:assumed-role/deploy/x', '111122223333'],
    ['AES256', ' aws:kms\n', 'aws:kms:dsse', 'logs', 'logs-{account}-{region}', '{bucket}/', '{region}/{bucket}-'],
  );

  for (const { id, parameters } of rules) {
    it(`are there for every parameter of ${id}, and let its default through, or an example of what it has to be given`, () => {
      assert.sameMembers(Object.keys(parameterForms[id] ?? {}), Object.keys(parameters));
      for (const [name, parameter] of Object.entries(parameters)) {
        const given = { rule_parameters: { [id]: { [name]: parameter.example ?? parameter.default } } };
        assert.equal(refusals(mainTemplate(), given), '', name);
      }
    });
  }

  for (const rule of rules) {
    for (const name of Object.keys(rule.parameters)) {
      it(`let through all that ${rule.id} takes for ${name}`, () => {
        const taken = samples.filter((value) => takes(rule, { ...givenParameters(rule), [name]: value }));

        assert.isNotEmpty(taken);
        for (const value of taken) {
          assert.equal(refusals(mainTemplate(), { rule_parameters: { [rule.id]: { [name]: value } } }), '', value);
        }
      });
    }
  }
});

function takes(rule: (typeof rules)[number], given: Readonly<Record<string, string>>): boolean {
  try {
    rule.withParameters(given);
    return true;
  } catch {
    return false;
  }
}
