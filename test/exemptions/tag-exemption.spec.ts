import { assert } from 'chai';
import { tagExemption } from '../../exemptions/tag-exemption.ts';
import { groupIdentity, portsRule } from '../support/instructions.ts';

const now = new Date('2026-11-21T12:00:00.123Z');
const key = `configmend:exempt:${portsRule}`;
const read = (tags: Record<string, string>, maxDays = 30) =>
  tagExemption(groupIdentity('sg-1', { tags }), portsRule, maxDays, now);

describe('an exemption by tag', () => {
  it('says until when, by whom and why', () => {
    const found = read({ [key]: 'until 2026-12-01 by ops because the lift is serviced remotely' });

    assert.deepEqual(found, {
      id: 'tag',
      rule: portsRule,
      resource: 'sg-1',
      owner: 'ops',
      reason: 'the lift is serviced remotely',
      created: '2026-11-21T12:00:00Z',
      expires: '2026-12-01',
      createdBy: 'tag',
    });
  });

  it('uses only characters that every service takes in a tag', () => {
    assert.match(`${key}until 2026-12-01 by a+b@c.d because x ticket OPS-1`, /^[\p{L}\p{N} _.:/=+\-@]+$/u);
    assert.isAtMost(key.length, 128);
  });

  for (const [what, tags] of [
    ['for another rule', { 'configmend:exempt:s3-bucket-versioning': 'until 2026-12-01 by ops because x' }],
    ['for all rules', { 'configmend:exempt': 'until 2026-12-01 by ops because x' }],
    ['without expiry', { [key]: 'by ops because x' }],
    ['without owner', { [key]: 'until 2026-12-01 because x' }],
    ['without reason', { [key]: 'until 2026-12-01 by ops' }],
    ['that is just there', { [key]: 'true' }],
    ['that is empty', { [key]: '' }],
    ['with no date', { [key]: 'until christmas by ops because x' }],
    ['with a date that does not exist', { [key]: 'until 2026-11-31 by ops because x' }],
    ['that has ended', { [key]: 'until 2026-11-21 by ops because x' }],
    ['that lasts too long', { [key]: 'until 2026-12-22 by ops because x' }],
    ['with a reason that is too long', { [key]: `until 2026-12-01 by ops because ${'x'.repeat(106)}` }],
  ] as const) {
    it(`is none ${what}`, () => {
      assert.isUndefined(read(tags));
    });
  }
});
