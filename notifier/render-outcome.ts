import type { OutcomeNotice } from '../contract/notice.ts';
import type { Outcome } from '../contract/outcome.ts';
import { commandSpan } from './command-span.ts';
import { diffGroups } from './diff-groups.ts';
import type { Draft, DraftBlock } from './draft.ts';
import { bold, code, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { nextBlock, stoppedBlock } from './render-failure.ts';
import { regionSpans, resourceNoun, shownId, whenField, whereField } from './resource-words.ts';
import { riskBlocks, ruleField } from './rule-words.ts';
import { whoField } from './who-field.ts';

/** How each outcome is headed, alone or in a list. */
export const outcomeHeadings = {
  mended: [emoji.mended, 'Mended'],
  'nothing-to-do': [emoji.well, 'Nothing to do'],
  'partly-mended': [emoji.partly, 'Partly mended'],
  failed: [emoji.failed, 'Mend failed'],
  refused: [emoji.refused, 'Refused, left as it is'],
  exempt: [emoji.exempt, 'Exempt, left as it is'],
  contested: [emoji.contested, 'Keeps coming back, left to people'],
} as const satisfies Record<Outcome, readonly [readonly [string, string], string]>;

/** What became of one resource, with everything an on-call engineer needs to judge and to undo it; pure. */
export function renderOutcome(notice: OutcomeNotice, known: Known): Draft {
  const [[symbol], heading] = outcomeHeadings[notice.outcome];
  const { resource } = notice;
  const changed = notice.outcome === 'mended' || notice.outcome === 'partly-mended';
  const noun = resourceNoun(resource.type);
  return {
    summary: [
      words(`${heading}: ${noun} `),
      code(shownId(resource, known)),
      words(' in '),
      ...regionSpans(resource, known),
      words(` (${notice.severity})`),
      ...(notice.failure === undefined ? [] : [words(': '), code(notice.failure.code)]),
    ],
    blocks: [
      { kind: 'header', text: `${symbol} ${heading}: ${noun} ${shownId(resource, known)}` },
      {
        kind: 'fields',
        fields: [
          whereField(resource, known),
          whoField(notice.actor, resource, notice.evidence, known),
          ruleField(notice.rules, notice.severity),
          whenField(notice.at),
        ],
      },
      ...(notice.failure === undefined ? [] : [stoppedBlock(notice.failure)]),
      {
        kind: 'fence',
        title: foundTitle(notice.outcome),
        groups: [{ prefix: '', lines: notice.violations }],
        reported: true,
      },
      ...(notice.outcome === 'nothing-to-do' ? [] : riskBlocks(notice.rules)),
      {
        kind: 'fence',
        title: changed ? 'What was done' : 'What a mend would change',
        groups: diffGroups(notice.before, notice.after),
      },
      { kind: 'bullets', title: 'Notes', items: notice.notes },
      ...(notice.failure === undefined ? [] : [nextBlock(notice.failure)]),
      undoBlock(notice),
    ],
  };
}

function foundTitle(outcome: Outcome): string {
  if (outcome === 'mended') return 'What was wrong';
  return outcome === 'partly-mended' ? 'What was found' : 'What is wrong';
}

/** The ledger has the state before the change, whole. A failure with an action may have taken effect. */
function undoBlock({ outcome, actionId }: OutcomeNotice): DraftBlock {
  if (actionId === undefined || outcome === 'exempt' || outcome === 'refused' || outcome === 'nothing-to-do') {
    return { kind: 'context', parts: [[words('Nothing was changed, so there is nothing to undo.')]] };
  }
  const label = outcome === 'failed' ? 'To undo it, if it took effect after all:' : 'To undo it:';
  return { kind: 'line', spans: [bold(label), words(' '), restoreSpan(actionId)] };
}

export const restoreSpan = (actionId: string) =>
  commandSpan('configmend restore', { value: actionId, placeholder: 'ACTION' });
