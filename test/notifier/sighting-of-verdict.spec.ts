import { assert } from 'chai';
import type { Sighting } from '../../contract/sighting.ts';
import type { ComplianceChange } from '../../notifier/announcement.ts';
import { isOfVerdict, sightingKeyOf, sightingWindowMs } from '../../notifier/sighting-of-verdict.ts';
import { complianceChange } from '../support/notices.ts';
import { sighting } from '../support/sightings.ts';

const { resource } = sighting();

describe('isOfVerdict', () => {
  const cases: readonly [
    what: string,
    isOf: boolean,
    sighting: Partial<Sighting>,
    change?: Partial<ComplianceChange>,
  ][] = [
    ['a call a minute and a half before', true, {}],
    ['one by the Config rule’s name', true, {}, { rule: 'configmend-s3-bucket-public-access' }],
    ['one in the same second', true, { at: '2026-11-20T10:15:30Z' }],
    ['one a quarter of an hour before', true, { at: '2026-11-20T10:00:30.123Z' }],
    ['one that was longer ago', false, { at: '2026-11-20T10:00:30.122Z' }],
    ['one that came after', false, { at: '2026-11-20T10:15:31Z' }],
    ['one about another bucket', false, { resource: { ...resource, id: 'other' } }],
    ['one in another account', false, { resource: { ...resource, accountId: '444455556666' } }],
    ['one about another kind of resource', false, { resource: { ...resource, type: 'AWS::EC2::SecurityGroup' } }],
    ['one that violated another rule', false, { rules: ['s3-bucket-tls-only'] }],
    ['one that violated nothing', false, { rules: [] }],
    ['any, for a rule that is none of ours', false, {}, { rule: 's3-bucket-level-public-access-prohibited' }],
    ['any, for a verdict of no known time', false, {}, { at: null }],
    ['any, for a verdict of a time that is none', false, {}, { at: 'soon' }],
  ];
  for (const [what, isOf, seen, change] of cases) {
    it(`${isOf ? 'takes' : 'does not take'} ${what}`, () => {
      assert.equal(isOfVerdict(sighting(seen), complianceChange(change)), isOf);
    });
  }

  it('goes back for three times as long as AWS Config takes', () => {
    assert.equal(sightingWindowMs, 3 * 5 * 60_000);
  });
});

describe('sightingKeyOf', () => {
  it('is asked for violations alone', () => {
    for (const to of ['COMPLIANT', 'NOT_APPLICABLE', 'INSUFFICIENT_DATA', null] as const) {
      assert.isNull(sightingKeyOf(complianceChange({ to })));
    }
    assert.equal(
      sightingKeyOf(complianceChange()),
      'sightings/111122223333/eu-west-1/AWS::S3::Bucket/invoices-archive.json',
    );
  });
});
