import { h } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ConsoleAction } from '../console-action.ts';
import type { PreparedBody } from '../console-source.ts';
import type { Problem } from '../problem.ts';
import { type Answered, carryOut, prepare } from './api.ts';
import { html, type Markup } from './html.ts';
import { Calls, Diff, Loading, Notes, ProblemNote } from './parts.ts';

interface DialogProps {
  readonly action: ConsoleAction;
  /** Another question instead, such as the same with force. */
  ask(action: ConsoleAction): void;
  /** With what came of it, or nothing where it was not done. */
  end(lines?: readonly string[]): void;
}

const gone: Problem = {
  code: 'CONSOLE_GONE',
  message: 'The console’s server does not answer. Whether it was done is not known: start it again, and look.',
};

/** Shows what a write would do as the server prepared it, and does it at the word. Escape and Cancel change nothing. */
export function ConfirmDialog({ action, ask, end }: DialogProps): Markup {
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const [prepared, show] = useState<PreparedBody>();
  const [problem, fail] = useState<Problem>();
  const [isWorking, work] = useState(false);

  const failedBy = (answer: Exclude<Answered<unknown>, { kind: 'ok' }>): void => {
    work(false);
    fail(answer.kind === 'refused' ? answer.problem : gone);
  };
  useEffect(() => {
    let isOver = false;
    const look = async (): Promise<void> => {
      const answer = await prepare(action);
      if (isOver) return;
      if (answer.kind === 'ok') show(answer.body);
      else failedBy(answer);
    };
    void look();
    return () => {
      isOver = true;
    };
  }, [action]);
  useEffect(() => {
    dialog.current?.showModal();
    cancel.current?.focus();
  }, []);

  const confirm = async (): Promise<void> => {
    if (prepared?.nonce === undefined || isWorking) return;
    work(true);
    const answer = await carryOut(action, prepared.nonce);
    if (answer.kind === 'ok') end(answer.body.lines);
    else failedBy(answer);
  };
  const preview = prepared?.preview;
  const isForced = action.kind === 'restore' && action.force === true;
  return html`<dialog
    ref=${dialog}
    class="dialog"
    aria-labelledby="dialog-title"
    onCancel=${(event: Event) => {
      event.preventDefault();
      if (!isWorking) end();
    }}
  >
    <h2 id="dialog-title">${preview?.title ?? 'One moment'}</h2>
    <div class="dialog-body">
      ${preview === undefined && problem === undefined ? h(Loading, { what: 'what it would do' }) : null}
      ${preview?.lines.map((line, at) => html`<p key=${at}>${line}</p>`)}
      ${preview === undefined || preview.conflicts.length === 0 ? null : html`<div class="note">${h(Notes, { notes: preview.conflicts })}</div>`}
      ${
        preview?.plan === undefined || preview.plan.changes.length === 0
          ? null
          : html`${h(Diff, preview.plan)} ${h(Notes, { notes: preview.plan.notes })}
            ${h(Calls, { calls: preview.plan.changes })}`
      }
      ${problem === undefined ? null : h(ProblemNote, { problem, what: 'Nothing was confirmed.' })}
    </div>
    <footer class="dialog-foot">
      <button type="button" ref=${cancel} onClick=${() => end()} disabled=${isWorking}>
        ${preview?.confirm === undefined ? 'Close' : 'Cancel'}
      </button>
      ${
        action.kind === 'restore' && !isForced && preview !== undefined && preview.conflicts.length > 0
          ? html`<button type="button" class="danger" onClick=${() => ask({ ...action, force: true })}>
              Show it over the later changes…
            </button>`
          : null
      }
      ${
        preview?.confirm === undefined || problem !== undefined
          ? null
          : html`<button
              type="button"
              class=${action.kind === 'break' ? 'primary danger' : 'primary'}
              onClick=${confirm}
              disabled=${isWorking}
            >
              ${isWorking ? 'Working…' : preview.confirm}
            </button>`
      }
    </footer>
  </dialog>`;
}
