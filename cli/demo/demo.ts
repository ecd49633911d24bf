import { rules } from '../../rules/registry.ts';
import type { Terminal } from '../terminal.ts';
import { renderSection } from './render-story.ts';
import { runStory, type Tell } from './run-story.ts';
import type { Story } from './story.ts';

/** Runs the story and prints it, section by section, or as data in the end. Exit code 1 when the story did not go as it must. */
export async function demo(asJson: boolean, terminal: Terminal): Promise<number> {
  const names = new Map<string, string>();
  const tell: Tell = (told) => {
    if (told.section === 'account') {
      for (const { id, name } of [...told.content.groups, ...told.content.buckets]) names.set(id, name);
    }
    terminal.progress('');
    if (!asJson) terminal.out(renderSection(told, names, terminal.paint));
    if (told.section !== 'end') terminal.progress('…');
  };
  const story = await runStory(tell);
  if (asJson) terminal.out(JSON.stringify(story, null, 2));
  const { mutatingCalls, stateUnchanged } = story.waiting;
  const left = new Set(
    mendable(story.end.rules).flatMap(({ findings }) => findings.map(({ resourceId }) => resourceId)),
  );
  const onlyTheDeniedIsLeft = left.size === 1 && left.has(story.mended.denied);
  return mutatingCalls === 0 && stateUnchanged && onlyTheDeniedIsLeft ? 0 : 1;
}

/** Findings of a rule that nothing mends stay, and are no fault of the story. */
function mendable(found: Story['end']['rules']): Story['end']['rules'] {
  return found.filter(({ rule }) => rules.some(({ id, mend }) => id === rule && 'by' in mend));
}
