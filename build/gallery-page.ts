import { escapeMarkup } from '../cli/markup.ts';
import { blockKitCss, blockKitHtml } from '../notifier/block-html.ts';
import { renderTelling } from '../notifier/render-telling.ts';
import { emojiCss } from './gallery-emoji.ts';
import type { GallerySample } from './gallery-samples.ts';

const pageCss = `
:root { color-scheme: light dark; }
body {
  margin: 0; padding: 24px; background: light-dark(#f4f4f4, #0f1113); color: light-dark(#1d1c1d, #d1d2d3);
  font: 15px/1.46 "Helvetica Neue", "Segoe UI", "Liberation Sans", Arial, sans-serif;
}
main { max-width: 680px; margin: 0 auto; display: grid; gap: 32px; }
h2 { margin: 0 0 8px; font-size: 18px; }
.post {
  display: grid; grid-template-columns: 36px minmax(0, 1fr); gap: 10px; padding: 12px 16px;
  background: light-dark(#ffffff, #1a1d21); border: 1px solid light-dark(#dddddd, #35373b); border-radius: 8px;
}
.avatar {
  width: 36px; height: 36px; border-radius: 6px; background: #17606a; color: #ffffff; display: grid; place-items: center; font-weight: 700;
}
.sender { margin: 0 0 4px; font-weight: 800; }
.sender span { font-weight: 400; font-size: 12px; color: light-dark(#616061, #ababad); }
@media (max-width: 480px) { body { padding: 0; } .post { border-radius: 0; border-width: 0 0 1px; } }
`;

/** Every message of the gallery on one page that asks nothing of the network. */
export function galleryPage(samples: Readonly<Record<string, GallerySample>>): string {
  const posts = Object.entries(samples).map(
    ([id, { title, telling }]) => `<section>
<h2>${escapeMarkup(title)}</h2>
<article class="post" id="${escapeMarkup(id)}">
<span class="avatar" aria-hidden="true">c</span>
<div>
<p class="sender">configmend <span>APP 10:15</span></p>
<div class="slack-blocks">${blockKitHtml(renderTelling(telling))}</div>
</div>
</article>
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What configmend says in Slack</title>
<style>${pageCss}${blockKitCss}${emojiCss()}</style>
</head>
<body>
<main>
${posts.join('\n')}
</main>
</body>
</html>
`;
}
