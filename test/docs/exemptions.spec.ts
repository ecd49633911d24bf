import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { repositoryRoot } from '../../build/repository-root.ts';
import { exemptionForms } from '../../contract/exemption-forms.ts';
import { tagExemption } from '../../exemptions/tag-exemption.ts';
import { readTemplate } from '../../local/terraform/template.ts';
import { resolveVariables } from '../../local/terraform/variables.ts';
import { mainTemplate } from '../stacks/support/synthesised.ts';
import { groupIdentity, portsRule } from '../support/instructions.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'exemptions.md'), 'utf8');
const blockOf = (language: string): string => new RegExp(`\`\`\`${language}\n([^\`]+)\`\`\``).exec(text)?.[1] ?? '';

describe('docs/exemptions.md', () => {
  it('declares what a plan takes', () => {
    const Example = v.object({ exemptions: v.array(v.record(v.string(), v.string())) });
    const { exemptions } = v.parse(Example, JSON.parse(blockOf('json')));

    assert.isNotEmpty(exemptions);
    assert.doesNotThrow(() => resolveVariables(readTemplate(mainTemplate()).variables, { exemptions }));
  });

  it('names every field, and no other', () => {
    const rows = [...text.matchAll(/^\| (`[a-z`, ]+) \|/gm)].map(([, cell = '']) => cell);

    const named = rows.flatMap((cell) => [...cell.matchAll(/`([a-z]+)`/g)].map(([, name = '']) => name));

    assert.sameMembers(named, Object.keys(exemptionForms));
  });

  it('gives a tag that is understood', () => {
    const [, value = ''] = /`(until [^`]+)`/.exec(text) ?? [];
    const tags = { [`configmend:exempt:${portsRule}`]: value.replace('OWNER', 'ops').replace('REASON', 'x') };

    assert.include(text, '`configmend:exempt:RULE`');
    assert.isDefined(tagExemption(groupIdentity('sg-1', { tags }), portsRule, 90, new Date('2026-12-01')));
  });
});
