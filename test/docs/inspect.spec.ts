import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../build/repository-root.ts';
import { stateText } from '../../cli/inspect/inspection-words.ts';
import { renderInspection } from '../../cli/inspect/render-inspection.ts';
import { inspected, inspectionWith } from '../support/inspections.ts';
import { mainTemplate } from '../stacks/support/synthesised.ts';

const text = readFileSync(join(repositoryRoot(), 'docs', 'inspect.md'), 'utf8');
const plain = (_: unknown, given: string): string => given;

describe('docs/inspect.md', () => {
  it('names outputs of the stack', () => {
    const outputs = [...text.matchAll(/-raw ([a-z_]+)/g)];

    assert.lengthOf(outputs, 2);
    for (const [, name = ''] of outputs) assert.property(mainTemplate().output, name);
  });

  it('shows a block whose lines the command prints in that order', () => {
    const labelsOf = (block: string): string[] =>
      block
        .split('\n')
        .flatMap((line) => /^ {2}([a-z]+) /.exec(line)?.[1] ?? [])
        .filter((label, index, all) => all.indexOf(label) === index);
    const [, block = ''] = /```\n(CRITICAL[^`]+)```/.exec(text) ?? [];
    const one = inspected({ harm: ['harm'], state: 'confirmed', actor: 'alice' });

    const printed = renderInspection(inspectionWith({ resources: [one] }), plain);

    assert.deepEqual(labelsOf(block), labelsOf(printed));
  });

  it('explains every state by the words that are printed', () => {
    const words = ['confirmed', 'changed', 'people', 'unreadable'] as const;
    for (const state of words) assert.include(text, `| ${stateText({ state })} |`);
    for (const state of ['clean', 'gone', 'exempt'] as const) {
      assert.include(text, stateText({ state }).replace(/:.*/, ''));
    }
  });
});
