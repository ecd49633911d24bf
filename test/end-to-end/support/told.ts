import * as v from 'valibot';
import type { Pipeline } from './pipeline.ts';

const Posted = v.looseObject({ text: v.string() });

/** What Slack was told of a resource, or of whatever else the text names: the heading of each message, in order. */
export function told(pipeline: Pipeline, about: string): string[] {
  return textsAbout(pipeline, about).map(headingOf);
}

/** The same of the pipeline's own notices: verdicts, which name their Config rule, are left out. */
export function toldOfMends(pipeline: Pipeline, about: string): string[] {
  return textsAbout(pipeline, about)
    .filter((text) => !text.includes(', rule `'))
    .map(headingOf);
}

function textsAbout({ slack }: Pipeline, about: string): string[] {
  return slack.messages
    .filter((message) => JSON.stringify(message).includes(about))
    .map((message) => v.parse(Posted, message).text);
}

function headingOf(text: string): string {
  return text.split(':')[0] ?? '';
}
