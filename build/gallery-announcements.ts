import type { GallerySample } from './gallery-samples.ts';
import { accountId, change, region } from './gallery-subjects.ts';

/** What is told of what AWS says, and of what nobody understands. */
export const announcements = {
  compliance: {
    title: 'Compliance change',
    when: 'AWS Config’s verdict on a resource turns to NON_COMPLIANT or away from it. First verdicts that are good are not told.',
    act: 'Look at what is exposed. Whether and how it will be mended is in the queue: `configmend inspect`.',
    telling: change,
  },
  alarm: {
    title: 'Alarm',
    when: 'a CloudWatch alarm of the pipeline, or of the CIS stack, goes off. That it is well again is not told.',
    act: 'Look it up in docs/operations.md, which says of each what to check and to do.',
    telling: {
      kind: 'alarm',
      name: 'configmend-remediation-stalled',
      description:
        'The gate is open and a fix instruction has waited for 30 minutes: see in the coordinator’s log whether it runs, and whether the gate’s parameter was closed by hand.',
      accountId,
      region,
      from: 'OK',
      to: 'ALARM',
      reason: 'Threshold Crossed: 1 datapoint [2112.0 (20/11/26 10:10:00)] was greater than the threshold (1800.0).',
      at: '2026-11-20T10:15:30.123+0000',
    },
  },
  unreadable: {
    title: 'A message could not be read',
    when: 'something arrives at the notification topic that is neither AWS Config’s nor configmend’s, or of another release.',
    act: 'See who publishes there, and deploy notifier and remediators of one release.',
    telling: {
      kind: 'unreadable',
      why: 'a notice of another version: deploy notifier and remediators of one release',
      messageId: 'c5c2a1b4-7c3e-5a06-9f0e-f7a3b1c8d2e6',
    },
  },
} as const satisfies Readonly<Record<string, GallerySample>>;
