import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { Exemption } from '../../contract/exemption.ts';
import { annotateExempt, describeExemption } from '../../exemptions/describe-exemption.ts';
import { exemption } from '../support/exemptions.ts';

const violation = { kind: 'versioning-off', found: 'Off' } as const;
const covering = (given: Exemption) => ({ violation, exemption: given, until: new Date(given.expires) });

describe('an exemption in words', () => {
  it('says until when, by whom, why, and the ticket', () => {
    const given = exemption({ ticket: 'NET-7' });

    assert.equal(
      describeExemption(given, new Date('2026-11-30')),
      'exempt until 2026-11-30 by network team: the partner moves in December (NET-7)',
    );
  });

  it('says the time where it ends within a day', () => {
    const words = describeExemption(exemption(), new Date('2026-11-22T09:30:05Z'));

    assert.match(words, /^exempt until 2026-11-22T09:30:05Z by network team/);
  });
});

describe('the annotation of an exempt resource', () => {
  it('is that of the exemption that ends first, and how many others there are', () => {
    const [late, soon] = [exemption(), exemption({ expires: '2026-11-25', owner: 'payments' })];

    assert.equal(
      annotateExempt([covering(late), covering(soon), covering(late)]),
      'exempt until 2026-11-25 by payments: the partner moves in December… and 1 more',
    );
  });

  it('holds the longest exemption whole', () => {
    const given = exemption({ owner: 'o'.repeat(50), reason: 'r'.repeat(105), ticket: 't'.repeat(44) });
    const other = exemption({ expires: '2026-12-01' });

    const text = annotateExempt([{ ...covering(given), until: new Date('2026-11-22T09:30:05Z') }, covering(other)]);

    assert.isTrue(v.is(Exemption, given));
    assert.isAtMost(text.length, 256);
    assert.match(text, /\(t{44}\)… and 1 more$/);
  });

  it('fits into 256 characters and one line, whatever was written', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });

    fc.assert(
      fc.property(text, text, text, (owner, reason, ticket) => {
        const annotation = annotateExempt([covering(exemption({ owner, reason, ticket }))]);

        assert.isAtMost(annotation.length, 256);
        assert.notMatch(annotation, /[\p{Cc}\p{Cs}]/u);
      }),
    );
  });
});
