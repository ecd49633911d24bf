import type { Terminal } from '../terminal.ts';
import { renderSection } from './render-story.ts';
import { runStory, type Tell } from './run-story.ts';
import { storyFaults } from './story-faults.ts';

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
  const faults = storyFaults(story);
  for (const fault of faults) terminal.warn(fault);
  return faults.length === 0 ? 0 : 1;
}
