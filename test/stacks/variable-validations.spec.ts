import { assert } from 'chai';
import { memberOf } from './support/members.ts';
import { memberCases } from './support/member-validation-cases.ts';
import { refusals } from './support/refusals.ts';
import { cisTemplate, mainTemplate, memberTemplate, type Template } from './support/synthesised.ts';
import { cisCases, mainCases, type ValidationCase } from './support/validation-cases.ts';

const stacks: readonly (readonly [
  stack: string,
  template: () => Template,
  cases: Readonly<Record<string, ValidationCase>>,
  needed: Readonly<Record<string, unknown>>,
])[] = [
  ['main stack', mainTemplate, mainCases, {}],
  ['stack of a member', memberTemplate, memberCases, memberOf()],
  ['stack of CIS alarms', cisTemplate, cisCases, {}],
];
for (const [stack, template, cases, needed] of stacks) {
  describe(`the validations of the ${stack}`, () => {
    it('are tried for every variable', () => {
      assert.sameMembers(Object.keys(cases), Object.keys(template().variable));
    });

    for (const [name, { accepted, refused }] of Object.entries(cases)) {
      for (const value of accepted) {
        it(`let ${name} be ${shown(value)}`, () => {
          assert.equal(refusals(template(), { ...needed, [name]: value }), '');
        });
      }
      for (const value of refused) {
        it(`refuse ${shown(value)} for ${name}, with a sentence that names it`, () => {
          assert.match(refusals(template(), { ...needed, [name]: value }), new RegExp(`(^|\\n)(var\\.)?${name}\\b.*`));
        });
      }
    }
  });
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 90 ? `${text.slice(0, 80)}… (${text.length} characters)` : text;
}
