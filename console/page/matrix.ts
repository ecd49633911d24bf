import { h } from 'preact';
import type { ResourceType } from '../../contract/resource.ts';
import type { JudgedResource, JudgingRule } from '../console-data.ts';
import { html, type Markup } from './html.ts';
import { VerdictMark } from './parts.ts';
import { hashOf } from './route.ts';
import { ruleParts } from './words.ts';

const kinds: readonly (readonly [ResourceType, string])[] = [
  ['AWS::EC2::SecurityGroup', 'Security groups'],
  ['AWS::S3::Bucket', 'Buckets'],
  ['AWS::S3::AccountPublicAccessBlock', 'Accounts'],
];

interface MatrixProps {
  readonly rules: readonly JudgingRule[];
  readonly resources: readonly JudgedResource[];
  /** `type/id`. */
  readonly chosen: string;
}

/** A table per kind of resource: its own rules are the columns, so that no cell is without meaning. */
export function Matrix({ rules, resources, chosen }: MatrixProps): Markup {
  return kinds.map(([type, title]) => {
    const columns = rules.filter((rule) => rule.resourceType === type);
    const rows = resources.filter((resource) => resource.type === type);
    return rows.length === 0 ? null : h(KindTable, { key: type, title, columns, rows, chosen });
  });
}

interface KindProps {
  readonly title: string;
  readonly columns: readonly JudgingRule[];
  readonly rows: readonly JudgedResource[];
  readonly chosen: string;
}

function KindTable({ title, columns, rows, chosen }: KindProps): Markup {
  const breaking = rows.filter(({ verdicts }) =>
    Object.values(verdicts).some(({ status }) => status === 'breaks'),
  ).length;
  return html`<section class="kind">
    <h2>${title} <span class="quiet">${breaking} of ${rows.length} break a rule</span></h2>
    <div class="scroll" tabindex="-1">
      <table class="matrix">
        <thead>
          <tr>
            <th scope="col">Resource</th>
            ${columns.map(({ id, summary }) => {
              const [kind, name] = ruleParts(id);
              return html`<th key=${id} scope="col" class="rule" title=${summary}>
                <span class="rule-kind">${kind}</span>${name}
              </th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => h(Row, { key: row.id, row, columns, isChosen: `${row.type}/${row.id}` === chosen }))}
        </tbody>
      </table>
    </div>
  </section>`;
}

interface RowProps {
  readonly row: JudgedResource;
  readonly columns: readonly JudgingRule[];
  readonly isChosen: boolean;
}

function Row({ row, columns, isChosen }: RowProps): Markup {
  const { type, id, name, about, verdicts, place } = row;
  return html`<tr class=${isChosen ? 'chosen' : ''}>
    <th scope="row">
      <a href=${hashOf('compliance', `${type}/${id}`)} aria-current=${isChosen ? 'true' : undefined}>${name ?? id}</a>
      <span class="row-about">${name === undefined ? '' : html`<span class="id">${id}</span>`}${about ?? ''}</span>
      ${place === undefined ? null : html`<span class="row-about">${place.account}, ${place.region}</span>`}
    </th>
    ${columns.map(({ id: rule, severity }) => {
      const verdict = verdicts[rule] ?? { status: 'unknown' as const };
      return html`<td key=${`${rule} ${verdict.status}`} class="cell-${verdict.status}" title=${verdict.annotation}>
        ${h(VerdictMark, { verdict, severity })}
      </td>`;
    })}
  </tr>`;
}
