import { h } from 'preact';
import type { Feed } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { Empty } from './parts.ts';
import type { ViewProps } from './view-props.ts';

/** What Slack was told, as Slack shows it. */
export function FeedView({ data, overview }: ViewProps<Feed>): Markup {
  const { source, messages } = data;
  return html`
    ${
      source === 'slack'
        ? html`<div class="view-head"><p>As posted to the channel, the newest first.</p></div>`
        : html`<p class="note">
            A channel cannot be read back from AWS. These are the notices that the ledger’s actions must have given,
            drawn by the notifier’s own code; changes of compliance, dead letters and alarms are not among them.
          </p>`
    }
    ${
      messages.length === 0
        ? h(Empty, {
            title: 'Nothing was told yet',
            children: html`<p>
              ${overview.mode === 'local' ? 'Verdicts that change and everything that is mended are told here.' : 'There are no actions in the ledger of the last 7 days.'}
            </p>`,
          })
        : html`<ol class="slack" aria-label="Messages, the newest first">
            ${messages.map(
              ({ key, html: inner, text }) =>
                html`<li key=${key} class="slack-message">
                  <span class="slack-avatar" aria-hidden="true"></span>
                  <article aria-label=${text.slice(0, 160)}>
                    <p class="slack-who"><strong>configmend</strong> <span class="slack-app">APP</span></p>
                    <div class="slack-blocks" dangerouslySetInnerHTML=${{ __html: inner }}></div>
                  </article>
                </li>`,
            )}
          </ol>`
    }
  `;
}
