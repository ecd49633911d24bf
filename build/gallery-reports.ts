import type { Sighting } from '../contract/sighting.ts';
import type { GivenParameters } from '../notifier/email/baseline.ts';
import { renderEmail } from '../notifier/email/render-email.ts';
import type { Known } from '../notifier/known.ts';
import { type MessageKind, gallerySamples } from './gallery-samples.ts';
import { accountId, bucket } from './gallery-subjects.ts';

const sighting: Sighting = {
  version: 1,
  resource: { type: bucket.type, id: bucket.id, accountId, region: bucket.region },
  rules: ['s3-bucket-public-access'],
  actor: `arn:aws:sts::${accountId}:assumed-role/Developer/sam@example.org`,
  eventName: 'PutBucketPolicy',
  eventId: 'c0ffee00-8a5b-4c1e-9a55-2f0b7f3c9d21',
  sourceAddress: '198.51.100.7',
  at: '2026-11-20T10:13:58Z',
};

/** What a hub knows that has names for its accounts, and that saw the call. */
const known: Known = {
  account: (id) => (id === accountId ? `prod-payments (${id})` : id),
  sighting: () => sighting,
};
const given: GivenParameters = { 'security-group-restricted-ports': { ports: '22,3389,8080,8088,8888' } };

const block = /<!-- e-mail: ([a-z-]+) -->\n[^]*?<!-- end of e-mail -->/g;

/** `docs/reports.md` with its e-mails made anew, as the notifier writes them. */
export function withReportSamples(document: string): string {
  return document.replaceAll(block, (_, kind: string) => {
    const sample = isKind(kind) ? gallerySamples[kind] : undefined;
    if (sample === undefined) throw new Error(`docs/reports.md: there is no sample ${kind}`);
    const { subject, body } = renderEmail(sample.telling, known, given);
    return `<!-- e-mail: ${kind} -->\n\`\`\`text\nSubject: ${subject}\n\n${body}\`\`\`\n<!-- end of e-mail -->`;
  });
}

function isKind(kind: string): kind is MessageKind {
  return Object.hasOwn(gallerySamples, kind);
}
