import type { AlarmChange } from './announcement.ts';
import { alarmLink } from './console-link.ts';
import type { Draft } from './draft.ts';
import { code, linkTo, said, words } from './draft.ts';
import { emoji } from './emoji.ts';
import { timeSpan } from './resource-words.ts';

/** A CloudWatch alarm that went off; pure. */
export function renderAlarm(alarm: AlarmChange): Draft {
  const link = alarm.region === null ? null : alarmLink({ name: alarm.name, region: alarm.region });
  return {
    summary: [words('Alarm: '), code(alarm.name)],
    blocks: [
      { kind: 'header', text: `${emoji.alarm[0]} Alarm: ${alarm.name}` },
      ...(alarm.description === null ? [] : [{ kind: 'line' as const, spans: [said(alarm.description)] }]),
      {
        kind: 'fields',
        fields: [
          { label: 'Alarm', value: [linkTo(link, alarm.name)] },
          { label: 'State', value: [code(alarm.from ?? 'unknown'), words(' → '), code(alarm.to)] },
          ...(alarm.accountId === null ? [] : [{ label: 'Account', value: [code(alarm.accountId)] }]),
          ...(alarm.region === null ? [] : [{ label: 'Region', value: [code(alarm.region)] }]),
          ...(alarm.at === null ? [] : [{ label: 'Since', value: [timeSpan(alarm.at)] }]),
        ],
      },
      { kind: 'fence', title: 'Why', groups: [{ prefix: '', lines: alarm.reason === null ? [] : [alarm.reason] }] },
    ],
  };
}
