import type { GallerySample } from './gallery-samples.ts';
import { at, bucketNamed, change, denied, groupOf, mended, numbered } from './gallery-subjects.ts';

/** Many of a kind in one message. */
export const lists = {
  'compliance-burst': {
    title: 'Many verdicts at once',
    when: 'more than 10 verdicts change within the digest window. Critical ones are in a list of their own.',
    act: 'One cause? A template or a parameter often is. `configmend inspect` shows what would be changed.',
    telling: {
      kind: 'compliance-burst',
      changes: [
        ...numbered(12, (index) => ({
          ...change,
          resourceId: `acme-reports-2026-${String(index + 1).padStart(2, '0')}`,
        })),
        ...numbered(3, (index) => ({
          ...change,
          resourceId: `acme-archive-${index + 1}`,
          from: 'NON_COMPLIANT' as const,
          to: 'COMPLIANT' as const,
        })),
      ],
    },
  },
  'outcome-burst': {
    title: 'Many mends at once',
    when: 'more than 10 mends come to the same end within the digest window. Failures of different rules are apart.',
    act: 'If it was too much, undo single ones by the action in their line.',
    telling: {
      kind: 'outcome-burst',
      outcome: 'mended',
      rule: null,
      notices: numbered(12, (index) => ({
        ...mended,
        actionId: `20261120T101530Z-d9574994.${index}`,
        resource: groupOf(index),
      })),
    },
  },
  'grace-burst': {
    title: 'Many graces begin at once',
    when: 'more than 10 violations of rules with a grace period are found within the digest window.',
    act: 'As with one: end or exempt what must not be mended, each before its time.',
    telling: {
      kind: 'grace-burst',
      notices: numbered(11, (index) => ({
        version: 1,
        kind: 'grace',
        resource: bucketNamed(`acme-uploads-${index + 1}`),
        rule: 's3-bucket-tls-only',
        severity: 'medium',
        violations: ['no statement denies plain HTTP to everyone for the bucket itself and objects'],
        before: [],
        after: [],
        notes: [],
        until: '2026-11-27T10:15:30.000Z',
        at,
      })),
    },
  },
  'dead-letter-burst': {
    title: 'Many dead letters at once',
    when: 'more than 10 instructions are given up for one reason within the digest window.',
    act: 'It is one cause: put it right, then have all of them tried again.',
    telling: {
      kind: 'dead-letter-burst',
      code: denied.code,
      notices: numbered(11, (index) => ({
        version: 1,
        kind: 'dead-letter',
        messageId: `5fea7756-0ea4-451a-a703-${String(index).padStart(12, '0')}`,
        remediator: 'security-group',
        resource: groupOf(index),
        failure: denied,
        at,
      })),
    },
  },
} as const satisfies Readonly<Record<string, GallerySample>>;
