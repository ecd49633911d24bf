import { type Overview, type ViewName, viewNames } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { hashOf } from './route.ts';

const titles: Readonly<Record<ViewName, string>> = {
  compliance: 'Compliance',
  queue: 'Queue',
  feed: 'Feed',
  history: 'History',
  health: 'Health',
};

const counted: Readonly<Record<ViewName, string>> = {
  compliance: 'break a rule',
  queue: 'waiting',
  feed: 'messages',
  history: 'actions',
  health: 'to look at',
};

export function titleOf(view: ViewName): string {
  return titles[view];
}

interface TabsProps {
  readonly view: ViewName;
  readonly counts: Overview['counts'];
}

/** Arrow keys, Home and End go from tab to tab, and each is shown at once (ARIA Authoring Practices, "Tabs"). */
export function Tabs({ view, counts }: TabsProps): Markup {
  const go = (event: KeyboardEvent): void => {
    const at = viewNames.indexOf(view);
    const to = {
      ArrowRight: (at + 1) % viewNames.length,
      ArrowLeft: (at + viewNames.length - 1) % viewNames.length,
      Home: 0,
      End: viewNames.length - 1,
    }[event.key];
    const next = to === undefined ? undefined : viewNames[to];
    if (next === undefined) return;
    event.preventDefault();
    location.hash = hashOf(next);
    document.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Pages" onKeyDown=${go}>
    ${viewNames.map((name) => {
      const count = counts[name];
      const tone = name === 'compliance' || name === 'health' ? 'count-bad' : 'count-plain';
      return html`<button
        key=${name}
        id="tab-${name}"
        type="button"
        role="tab"
        aria-selected=${name === view ? 'true' : 'false'}
        aria-controls="panel"
        tabindex=${name === view ? 0 : -1}
        onClick=${() => (location.hash = hashOf(name))}
      >
        ${titles[name]}
        ${count === undefined || count === 0 ? null : html` <span class="count ${tone}">${count}<span class="unseen"> ${counted[name]}</span></span>`}
      </button>`;
    })}
  </div>`;
}
