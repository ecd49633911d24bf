import type { ExpiringNotice } from '../contract/notice.ts';
import { describeOrigin, describeSelection, describeTarget } from '../exemptions/exemption-words.ts';
import type { Draft } from './draft.ts';
import { bold, code, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { timeSpan } from './resource-words.ts';

/** An exemption that ends soon, and what happens then; pure. */
export function renderExemptionExpiring(notice: ExpiringNotice): Draft {
  const { exemption, expires, days } = notice;
  const left = days === 1 ? 'within a day' : `within ${days} days`;
  return {
    summary: [words('Exemption '), code(exemption.id), words(` ends ${left} (`), code(exemption.rule), words(')')],
    blocks: [
      { kind: 'header', text: `${emoji.exempt[0]} Exemption ${exemption.id} ends ${left}` },
      {
        kind: 'fields',
        fields: [
          { label: 'Rule', value: [code(exemption.rule)] },
          { label: 'Exempt', value: [said(describeTarget(exemption))] },
          { label: 'Of', value: [said(describeSelection(exemption))] },
          { label: 'Until', value: [timeSpan(expires)] },
          { label: 'Owner', value: [said(exemption.owner)] },
          { label: 'Ticket', value: [said(exemption.ticket ?? 'none')] },
        ],
      },
      { kind: 'line', spans: [bold('Why:'), words(' '), said(exemption.reason)] },
      {
        kind: 'line',
        spans: [
          bold('Next:'),
          words(
            ' after that it is judged like everything else, and mended where that is switched on. Put it right before, or have it exempt anew (',
          ),
          said(describeOrigin(exemption)),
          words(').'),
        ],
      },
      { kind: 'context', parts: [[words('Account '), code(notice.accountId), words(' '), code(notice.region)]] },
    ],
  };
}
