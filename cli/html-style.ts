/**
 * The look of every report: the colours of the reader’s system, legible in print, without a font or picture of anybody’s. Print opens all
 * `details` but those of class `screen`.
 */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f7f9; --text: #1b1f24; --quiet: #57606a; --line: #d5dae0; --link: #0a58ca;
  --critical: #9b1c1c; --high: #b4460c; --medium: #7a5b00; --low: #3d5a80; --good: #1a6b36;
  --gone: #fde8e8; --come: #e3f4e7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --panel: #1d2126; --text: #e6e9ed; --quiet: #a2abb5; --line: #363d45; --link: #79b8ff;
    --critical: #ff8a80; --high: #ffab70; --medium: #f2cc60; --low: #9ecbff; --good: #7ee2a0;
    --gone: #3d1d1f; --come: #17331f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem clamp(1rem, 4vw, 3rem); max-width: 90rem; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.quiet { color: var(--quiet); }
.warning { border-left: 4px solid var(--high); background: var(--panel); padding: .5rem .75rem; margin: .75rem 0; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0 0; padding: 0; }
dl.facts { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0; }
dl.facts div { max-width: 100%; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .4rem .75rem; }
dl.facts dt { color: var(--quiet); font-size: .8rem; }
dl.facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; unicode-bidi: isolate; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9rem; }
caption { text-align: left; color: var(--quiet); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th { background: var(--panel); font-weight: 600; }
td { overflow-wrap: anywhere; unicode-bidi: isolate; }
td.words { min-width: 8rem; }
summary code { white-space: nowrap; }
.text { overflow-wrap: anywhere; unicode-bidi: isolate; }
td.short { white-space: nowrap; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .85em; }
pre { margin: .5rem 0; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.diff span { display: block; unicode-bidi: isolate; }
pre.diff .gone { background: var(--gone); }
pre.diff .come { background: var(--come); }
.severity { display: inline-block; font-weight: 600; border: 1px solid currentColor; border-radius: 4px; padding: 0 .4rem; }
.critical { color: var(--critical); } .high { color: var(--high); } .medium { color: var(--medium); } .low { color: var(--low); } .good { color: var(--good); }
footer { margin-top: 2rem; padding-top: .5rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .85rem; }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --panel: #f4f4f4; --text: #000000; --quiet: #444444; --line: #aaaaaa; --link: #000000;
    --critical: #9b1c1c; --high: #8a3508; --medium: #5f4700; --low: #2f4766; --good: #14532a; --gone: #fbe3e3; --come: #e0f0e4;
  }
  @page { margin: 15mm; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  nav { display: none; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  th, td { padding: .25rem .35rem; }
  td.short { white-space: normal; overflow-wrap: normal; }
  td.words { min-width: 5rem; }
  summary code { white-space: normal; }
  details.screen > summary { list-style: none; }
  thead { display: table-header-group; }
  tr, pre.diff span, dl.facts div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  details:not(.screen)::details-content { content-visibility: visible; block-size: auto; }
  details.screen[open] > :not(summary) { display: none; }
  .severity, pre.diff span { print-color-adjust: exact; }
}
`;
