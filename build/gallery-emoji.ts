import { emoji } from '../notifier/emoji.ts';

const red = '#dd2e44';
const grey = '#99aab5';
const dark = '#66757f';
const blue = '#3b88c3';
const green = '#77b255';
const yellow = '#ffcc4d';
const line = 'fill="none" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"';
const square = (colour: string) => `<rect x="1" y="1" width="22" height="22" rx="4" fill="${colour}"/>`;

/** What each emoji shows, in a square of 24 by 24: a picture of a page is then the same on every machine, whatever fonts it has. */
const drawings: Readonly<Record<keyof typeof emoji, string>> = {
  broken: `<path d="M6 17v-5a6 6 0 0 1 12 0v5z" fill="${red}"/><rect x="3" y="17" width="18" height="5" rx="1" fill="${dark}"/><path d="M12 1v3M3 5l2 2M21 5l-2 2" stroke="${red}" ${line}/>`,
  well: `${square(green)}<path d="M6 12l4 5 8-10" stroke="#fff" ${line}/>`,
  gone: `<path d="M4 7h16l-2 15H6z" fill="${grey}"/><rect x="3" y="4" width="18" height="3" rx="1" fill="${dark}"/><path d="M10 11v7M14 11v7" stroke="${dark}" ${line}/>`,
  unknown: `<path d="M7 8a5 5 0 1 1 7 4.500q-2 1-2 3.500M12 21v.1" stroke="${grey}" ${line}/>`,
  mended: `<path d="M4 20l9-9" stroke="${grey}" stroke-width="6" stroke-linecap="round"/><path d="M20 4a6 6 0 1 0 1 6l-4 1-3-3 1-4z" fill="${grey}"/>`,
  partly: `<path d="M12 2L23 21H1z" fill="${yellow}"/><path d="M12 9v5M12 18v.1" stroke="#231f20" ${line}/>`,
  failed: `<path d="M4 4l16 16M20 4L4 20" stroke="${red}" fill="none" stroke-width="5" stroke-linecap="round"/>`,
  refused: `<circle cx="12" cy="12" r="11" fill="${red}"/><rect x="5" y="10" width="14" height="4" fill="#fff"/>`,
  exempt: `<path d="M12 1l9 3v8q0 7-9 11-9-4-9-11V4z" fill="${blue}"/><path d="M12 4l6 2v6q0 5-6 8z" fill="#88c9f9"/>`,
  deadLetter: `<rect x="2" y="8" width="20" height="14" rx="2" fill="#ccd6dd"/><path d="M2 9l10 7 10-7" stroke="${grey}" ${line}/><path d="M12 1v5M9 4l3 3 3-3" stroke="${red}" ${line}/>`,
  breaker: `<path d="M7 1h10l6 6v10l-6 6H7l-6-6V7z" fill="${red}"/>`,
  contested: `${square(blue)}<path d="M6 11V8h11M14 5l3 3-3 3M18 13v3H7M10 13l-3 3 3 3" stroke="#fff" stroke-width="2" fill="none"/>`,
  grace: `<path d="M5 2h14M5 22h14" stroke="${dark}" ${line}/><path d="M6 3h12q0 6-5 9 5 3 5 9H6q0-6 5-9-5-3-5-9z" fill="#88c9f9"/><path d="M8 20q1-4 4-5 3 1 4 5zM9 7h6l-3 4z" fill="${yellow}"/>`,
  restored: `${square(blue)}<path d="M9 5L5 9l4 4M6 9h8a4 4 0 0 1 0 9H8" stroke="#fff" stroke-width="2" fill="none"/>`,
  alarm: `<path d="M12 2a7 7 0 0 1 7 7v5l3 4H2l3-4V9a7 7 0 0 1 7-7z" fill="${yellow}"/><path d="M9 19a3 3 0 0 0 6 0z" fill="#ffac33"/>`,
  digest: `<rect x="2" y="3" width="20" height="18" rx="2" fill="#ccd6dd"/><path d="M5 7h14" stroke="${dark}" ${line}/><path d="M5 12h6M5 16h6M14 12h5M14 16h5" stroke="${grey}" stroke-width="2"/>`,
};

/** Draws over the characters. */
export function emojiCss(): string {
  const rules = Object.entries(drawings).map(([name, drawing]) => {
    const [shortcode] = emojiNamed(name);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${drawing}</svg>`;
    return `.slack-emoji[data-emoji="${shortcode.slice(1, -1)}"] { background-image: url("data:image/svg+xml,${encodeURIComponent(svg)}"); }`;
  });
  return [
    '.slack-emoji { display: inline-block; width: 1.1em; height: 1.1em; overflow: hidden; text-indent: 2em; vertical-align: -0.15em; background: center / contain no-repeat; }',
    ...rules,
  ].join('\n');
}

function emojiNamed(name: string): readonly [string, string] {
  const found = Object.entries(emoji).find(([key]) => key === name);
  if (found === undefined) throw new TypeError(`there is no emoji ${name}`);
  return found[1];
}
