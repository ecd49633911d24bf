import type { GallerySample } from './gallery-samples.ts';
import { accountId, bucketNamed, denied, groupNamed, mended, notice, sovereign } from './gallery-subjects.ts';

/** What becomes of a mend, and of one that is undone. */
export const mends = {
  mended: {
    title: 'Mended',
    when: 'a violation was ended, and the resource, read again, is right.',
    act: 'Nothing, unless something broke: then run the command in the last line, which puts back exactly what was taken.',
    telling: notice(mended),
  },
  'partly-mended': {
    title: 'Partly mended',
    when: 'some calls took effect and a violation is left.',
    act: 'Read what stopped it and end the rest by hand, or wait where it says that it is tried again. What was done can be undone.',
    telling: notice({
      ...mended,
      outcome: 'partly-mended',
      resource: groupNamed('sg-0f9e8d7c6b5a43210', 'gateway'),
      violations: [
        'tcp 22 from 0.0.0.0/0 opens tcp 22 to the whole IPv4 internet',
        'tcp 22 from pl-0123456789abcdef0 opens tcp 22 to 2147483648 IPv4 addresses of the internet',
      ],
      before: ['tcp 22 from 0.0.0.0/0', 'tcp 22 from pl-0123456789abcdef0'],
      after: ['tcp 22 from pl-0123456789abcdef0'],
      failure: { ...denied, next: 'It is tried again by itself.' },
    }),
  },
  failed: {
    title: 'Mend failed',
    when: 'nothing could be changed and it is not tried again. The instruction is in the dead-letter queue then.',
    act: 'Put right what stopped it, or mend by hand. `configmend dead-letters explain` says what its code means.',
    telling: notice({
      ...mended,
      outcome: 'failed',
      actionId: undefined,
      resource: groupNamed('sg-088350c691ebf2e15', 'guarded'),
      violations: ['tcp 23 from 0.0.0.0/0 opens tcp 23 to the whole IPv4 internet'],
      before: ['tcp 23 from 0.0.0.0/0'],
      after: [],
      failure: denied,
    }),
  },
  exempt: {
    title: 'Exempt',
    when: 'an instruction was queued, and all that it is about is exempt by the time that it is worked on.',
    act: 'Nothing. Its end is announced 7 days and 1 day before.',
    telling: notice({
      ...mended,
      outcome: 'exempt',
      actionId: undefined,
      resource: bucketNamed('acme-dropbox'),
      rules: ['s3-bucket-public-access'],
      violations: ['ACL grants READ to everyone with an AWS account'],
      before: [],
      after: [],
      notes: [
        'Exempt until 2027-01-15 by data team: partners fetch with keys of their own until they have roles (DATA-12)',
      ],
      evidence: undefined,
    }),
  },
  restored: {
    title: 'Put back',
    when: 'somebody has undone a mend with `configmend restore`.',
    act: 'Before its exemption ends, end the violation in another way or have it exempted for longer.',
    telling: notice({
      version: 1,
      kind: 'restored',
      outcome: 'restored',
      actionId: '20261120T111849Z-e6a88d17.0',
      restores: '20261120T101530Z-d9574994.4',
      resource: sovereign,
      rules: ['security-group-restricted-ports'],
      severity: 'critical',
      actor: `arn:aws-us-gov:sts::${accountId}:assumed-role/OnCall/robin@example.org`,
      before: ['tcp 443 from 0.0.0.0/0'],
      after: ['tcp 3389 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0'],
      notes: ['Rules that are put back get new rule ids, without tags.'],
      exemptUntil: '2026-11-21T11:18:49.000Z',
      at: '2026-11-20T11:18:49.000Z',
    }),
  },
} as const satisfies Readonly<Record<string, GallerySample>>;
