import { renderTelling } from '../notifier/render-telling.ts';
import { type GallerySample, gallerySamples } from './gallery-samples.ts';

/** Where the picture of a message is, from `docs/` on. */
export function pictureOf(id: string): string {
  return `images/slack-${id}.png`;
}

/** `docs/slack-gallery.md`: what is told, when, and what to do about it, each with its picture. */
export function galleryDocument(samples: Readonly<Record<string, GallerySample>> = gallerySamples): string {
  const sections = Object.entries(samples).flatMap(([id, { title, when, act, telling }]) => {
    const { text } = renderTelling(telling);
    return [
      `## ${title}`,
      '',
      `Sent when ${when}`,
      '',
      `What to do: ${act}`,
      '',
      `![${altText(text)}](${pictureOf(id)})`,
      '',
    ];
  });
  return [
    '# What configmend says in Slack',
    '',
    'Every message says what happened, where (with a link into the AWS console of the right partition), who brought it about as far as that is known,',
    'why it matters, what was done, and the command that undoes it. Made by `npm run gallery` from one sample of each kind, with the notifier’s own code.',
    '',
    '![A mend, as a phone shows it at night](images/slack-phone.png)',
    '',
    ...sections,
  ].join('\n');
}

/** What stands for the picture where it is not shown: the text that Slack shows in a notification. */
function altText(text: string): string {
  return text.replaceAll(/[`[\]]/g, '').replaceAll('&amp;', '&');
}
