import { h } from 'preact';
import type { ConsoleAction } from '../console-action.ts';
import type { Overview } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { useTheme } from './theme.ts';
import { shortArn } from './words.ts';

interface HeadProps {
  readonly overview: Overview;
  ask(action: ConsoleAction): void;
}

/** Whose account it is, whether anything is changed in it, and the look. */
export function Head({ overview, ask }: HeadProps): Markup {
  const { mode, accountId, region, places = [], caller, gate } = overview;
  const isLocal = mode === 'local';
  return html`<div class="head">
    <p class="mark">
      <svg class="mark-sign" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" />
        <path d="M8 16.5 13.5 22 24.5 10.5" /></svg
      ><strong>configmend</strong> console
    </p>
    <p class="place" title=${caller}>
      <span class="place-id">${accountId}</span>
      <span>${region}</span>
      ${places.length < 2 ? null : html`<span title=${places.map((place) => `${place.account} ${place.region}`).join('\n')}>and ${places.length - 1} more</span>`}
      <span class="place-mode">${isLocal ? 'local account, live' : `read only, as ${shortArn(caller)}`}</span>
    </p>
    <span class="spacer"></span>
    ${isLocal ? h(GateSwitch, { state: gate.state, ask }) : html`<p class="gate gate-${gate.state}">Gate <strong>${gate.state}</strong></p>`}
    ${h(ThemeButton, {})}
  </div>`;
}

interface SwitchProps {
  readonly state: Overview['gate']['state'];
  ask(action: ConsoleAction): void;
}

function GateSwitch({ state, ask }: SwitchProps): Markup {
  const isOpen = state === 'open';
  return html`<button
    type="button"
    role="switch"
    class="gate gate-${state}"
    aria-checked=${isOpen ? 'true' : 'false'}
    aria-label="Gate: whether anything is changed"
    onClick=${() => ask({ kind: 'gate', open: !isOpen })}
  >
    <span class="gate-track" aria-hidden="true"></span> Gate <strong>${state}</strong>
  </button>`;
}

const themeWords = { auto: 'Auto', light: 'Light', dark: 'Dark' } as const;

function ThemeButton(): Markup {
  const [theme, next] = useTheme();
  return html`<button type="button" class="theme" onClick=${next} aria-label=${`Colours: ${theme}. Change`}>
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.5" />
      <path d="M8 1.5 a6.5 6.5 0 0 1 0 13 z" />
    </svg>
    ${themeWords[theme]}
  </button>`;
}
