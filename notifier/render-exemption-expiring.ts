import type { ExpiringNotice } from '../contract/notice.ts';
import { describeOrigin, describeSelection, describeTarget } from '../exemptions/exemption-words.ts';
import { consoleLink } from './console-link.ts';
import type { Draft, Span } from './draft.ts';
import { bold, code, linkTo, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { regionSpans, timeSpan } from './resource-words.ts';
import { riskBlocks, ruleField, ruleNamed } from './rule-words.ts';

/** An exemption that ends soon, and what happens then; pure. */
export function renderExemptionExpiring(notice: ExpiringNotice, known: Known): Draft {
  const { exemption, expires, days } = notice;
  const left = days === 1 ? 'within a day' : `within ${days} days`;
  return {
    summary: [words('Exemption '), code(exemption.id), words(` ends ${left} (`), code(exemption.rule), words(')')],
    blocks: [
      { kind: 'header', text: `${emoji.exempt[0]} Exemption ${exemption.id} ends ${left}` },
      {
        kind: 'fields',
        fields: [
          { label: 'Where', value: [...resourceSpans(notice, known), words('\n'), ...regionSpans(notice, known)] },
          {
            label: 'Owner',
            value: [
              said(exemption.owner),
              ...(exemption.ticket === undefined ? [] : [words(', '), said(exemption.ticket)]),
            ],
          },
          ruleField([exemption.rule], null),
          { label: 'Until', value: [timeSpan(expires)] },
        ],
      },
      {
        kind: 'line',
        spans: [
          bold('Exempt:'),
          words(' '),
          said(describeTarget(exemption)),
          words(', because '),
          said(exemption.reason),
        ],
      },
      ...riskBlocks([exemption.rule]),
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
    ],
  };
}

/** A page in the console can only be named where one resource is. */
function resourceSpans({ exemption, region }: ExpiringNotice, known: Known): Span[] {
  const { account } = exemption;
  const selection = describeSelection(
    account === undefined ? exemption : { ...exemption, account: known.account(account) },
  );
  const type = ruleNamed(exemption.rule)?.resourceType;
  const id = exemption.resource;
  if (type === undefined || id === undefined || id.startsWith('arn:')) return [said(selection)];
  return [linkTo(consoleLink({ type, id, region: exemption.region ?? region }), selection)];
}
