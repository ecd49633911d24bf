import type { AlarmChange } from './announcement.ts';
import { alarmLink } from './console-link.ts';
import type { Draft } from './draft.ts';
import { bold, code, linkTo, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import type { Known } from './known.ts';
import { whenField } from './resource-words.ts';

/** A CloudWatch alarm that went off; pure. */
export function renderAlarm(alarm: AlarmChange, known: Known): Draft {
  const { name, region, accountId } = alarm;
  const link = region === null ? null : alarmLink({ name, region });
  const place = [accountId === null ? null : known.account(accountId), region].filter((part) => part !== null);
  return {
    summary: [
      words('Alarm: '),
      code(name),
      ...place.flatMap((part, at) => [words(at === 0 ? ' in ' : ' '), code(part)]),
    ],
    blocks: [
      { kind: 'header', text: `${emoji.alarm[0]} Alarm: ${name}` },
      {
        kind: 'line',
        spans: alarm.description === null ? [] : [bold('What it means:'), words(' '), said(alarm.description)],
      },
      {
        kind: 'fields',
        fields: [
          {
            label: 'Where',
            value: [linkTo(link, name), ...place.flatMap((part, at) => [words(at === 0 ? '\n' : ' '), code(part)])],
          },
          { label: 'State', value: [code(alarm.from ?? 'unknown'), words(' → '), code(alarm.to)] },
          ...(alarm.at === null ? [] : [whenField(alarm.at, 'Since')]),
        ],
      },
      {
        kind: 'fence',
        title: 'What CloudWatch saw',
        groups: [{ prefix: '', lines: alarm.reason === null ? [] : [alarm.reason] }],
      },
      {
        kind: 'context',
        parts: [[words('What to check and to do about each alarm: '), code('docs/operations.md')]],
      },
    ],
  };
}
