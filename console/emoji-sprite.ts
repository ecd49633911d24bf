import { emoji } from '../notifier/emoji.ts';

/** Side of one picture. */
const side = 20;

const tile = (fill: string, inside: string): string =>
  `<rect x="1" y="1" width="18" height="18" rx="4" fill="${fill}"/>${inside}`;
const stroke = (d: string, colour = '#fff', width = 2.2): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const fill = (d: string, colour: string): string => `<path d="${d}" fill="${colour}"/>`;

/** The notifier's emoji, drawn flat: many systems that a console runs on have no font for them, and Slack brings its own. */
const pictures: Readonly<Record<keyof typeof emoji, string>> = {
  broken: `${fill('M4 16h12v3H4z', '#6b7280')}${fill('M5.5 15v-4a4.5 4.5 0 0 1 9 0v4z', '#dc2f27')}${stroke('M10 1.5v2M3 4l1.6 1.6M17 4l-1.6 1.6', '#dc2f27', 1.8)}`,
  well: tile('#2e9e5b', stroke('M5.5 10.5l3 3 6-7')),
  gone: `${fill('M5 6h10l-1.2 12.5H6.2z', '#8b95a1')}${stroke('M4 5.5h12M8 3h4', '#5d6873', 1.8)}`,
  unknown: `<circle cx="10" cy="10" r="8.5" fill="#9aa3ad"/>${stroke('M7.6 7.8a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2.9-1.2 1.7M10 14.7v.1')}`,
  mended: stroke('M4.5 15.5l6-6M10 5.5a3.8 3.8 0 0 1 5-2.5l-2.6 2.6 2 2L17 5a3.8 3.8 0 0 1-2.5 5', '#64748b', 2.8),
  partly: `${fill('M10 1.8L19 17.8H1z', '#f5b82e')}${stroke('M10 7.5v4.5M10 15v.1', '#5a4100', 2)}`,
  failed: stroke('M4 4l12 12M16 4L4 16', '#dc2f27', 3.6),
  refused: `<circle cx="10" cy="10" r="8.5" fill="#dc2f27"/>${stroke('M5.5 10h9', '#fff', 3)}`,
  exempt: `${fill('M10 1.5l7 2.5v5c0 4.5-3 7.7-7 9.5-4-1.8-7-5-7-9.5V4z', '#7c8ba1')}${fill('M10 1.5l7 2.5v5c0 4.5-3 7.7-7 9.5z', '#5f6f86')}`,
  deadLetter: `<rect x="1.5" y="5" width="17" height="12" rx="2" fill="#e3e7ec" stroke="#7c8ba1" stroke-width="1.4"/>${stroke('M2.5 6.5l7.5 5.5 7.5-5.5', '#7c8ba1', 1.5)}`,
  breaker: fill('M6.3 1.5h7.4l4.8 4.8v7.4l-4.8 4.8H6.3l-4.8-4.8V6.3z', '#dc2f27'),
  contested: tile('#3b82c4', stroke('M5.5 9V7.5h8l-2-2M14.5 11v1.5h-8l2 2', '#fff', 1.9)),
  grace: `${fill('M5 2h10v2c0 3-3 4.5-3 6s3 3 3 6v2H5v-2c0-3 3-4.5 3-6S5 7 5 4z', '#e7d3a8')}${stroke('M4.5 2h11M4.5 18h11', '#8a6d2f', 2)}${fill('M7 15.5c0-1.5 1.5-2.5 3-3.5 1.5 1 3 2 3 3.5V17H7z', '#c28f2c')}`,
  restored: tile('#3b82c4', stroke('M8 5.5L5 8.5l3 3M5.5 8.5H12a3 3 0 0 1 0 6H9', '#fff', 2)),
  alarm: `${fill('M10 2a5.5 5.5 0 0 1 5.5 5.5c0 4 1.5 5.5 2 6.5h-15c.5-1 2-2.5 2-6.5A5.5 5.5 0 0 1 10 2z', '#f0b429')}<circle cx="10" cy="16.5" r="2" fill="#b98210"/>`,
  digest: `<rect x="2" y="3" width="16" height="14" rx="1.5" fill="#e3e7ec" stroke="#7c8ba1" stroke-width="1.3"/>${stroke('M5 6.5h10M5 10h4M5 13h4M12 10h3M12 13h3', '#5d6873', 1.5)}`,
};

const names = Object.keys(pictures).filter((name): name is keyof typeof emoji => Object.hasOwn(emoji, name));

/** One picture of them all, side by side. */
export const emojiSprite = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${names.length * side} ${side}" width="${names.length * side}" height="${side}">${names
  .map((name, at) => `<g transform="translate(${at * side} 0)">${pictures[name]}</g>`)
  .join('')}</svg>\n`;

/** Puts them in the place of the characters, which stay for who copies a message. */
export const emojiCss = `
.slack-emoji[data-emoji] { display: inline-block; width: 1.2em; height: 1.2em; margin-right: .1em; vertical-align: -.22em; overflow: hidden; }
${names
  .map((name, at) => {
    const [shortcode] = emoji[name];
    return `.slack-emoji[data-emoji="${shortcode.slice(1, -1)}"] { color: transparent; background: url(/emoji.svg) ${-1.2 * at}em 0 / ${1.2 * names.length}em 1.2em no-repeat; }`;
  })
  .join('\n')}
`;
