import { assert } from 'chai';
import * as fc from 'fast-check';
import type { Exemption } from '../../contract/exemption.ts';
import { matches, selects } from '../../exemptions/selects.ts';
import { leastMs } from '../fuzz/support/cost.ts';
import { exemption } from '../support/exemptions.ts';
import { bucketIdentity, groupIdentity } from '../support/instructions.ts';

const group = groupIdentity('sg-1', { tags: { team: 'payments', empty: '', 'a:b': 'c=d' } });
const { account: _, ...anywhere } = exemption();

describe('the selectors of an exemption', () => {
  const cases: readonly [selectors: Partial<Exemption>, isSelected: boolean][] = [
    [{ resource: 'sg-1' }, true],
    [{ resource: 'sg-' }, false],
    [{ resource: 'SG-1' }, false],
    [{ resource: group.arn }, true],
    [{ resource: 'arn:aws:ec2:*:*:security-group/sg-?' }, true],
    [{ resource: 'arn:aws:ec2:eu-west-1:123456789012:security-group/*' }, true],
    [{ resource: 'arn:aws:ec2:us-*:*:security-group/*' }, false],
    [{ resource: 'arn:aws:s3:::*' }, false],
    [{ account: '123456789012' }, true],
    [{ account: '210987654321' }, false],
    [{ account: '123456789012', region: 'eu-west-1' }, true],
    [{ account: '123456789012', region: 'eu-west-2' }, false],
    [{ account: '210987654321', resource: 'sg-1' }, false],
    [{ tag: 'team' }, true],
    [{ tag: 'team=payments' }, true],
    [{ tag: 'team=pay' }, false],
    [{ tag: 'team=' }, false],
    [{ tag: 'empty=' }, true],
    [{ tag: 'a:b=c=d' }, true],
    [{ tag: 'Team' }, false],
    [{ tag: 'toString' }, false],
    [{ tag: 'team', resource: 'sg-2' }, false],
  ];
  for (const [selectors, isSelected] of cases) {
    it(`${isSelected ? 'select' : 'do not select'} the group: ${JSON.stringify(selectors)}`, () => {
      assert.equal(selects({ ...anywhere, ...selectors }, group), isSelected);
    });
  }

  it('know a bucket by its account although its ARN names none', () => {
    const inOther = { ...bucketIdentity('photos'), accountId: '210987654321' };

    assert.isTrue(selects({ ...anywhere, resource: 'arn:aws:s3:::pho*', account: '210987654321' }, inOther));
    assert.isFalse(selects({ ...anywhere, resource: 'arn:aws:s3:::pho*', account: '123456789012' }, inOther));
  });
});

describe('a pattern', () => {
  it('matches what the same regular expression matches', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });

    fc.assert(
      fc.property(pattern, letters, (given, text) => {
        const expected = new RegExp(`^${given.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
        assert.equal(matches(given, text), expected);
      }),
    );
  });

  it('takes no longer for being hostile', async () => {
    const ms = await leastMs(() => assert.isFalse(matches(`${'*a'.repeat(150)}b`, 'a'.repeat(2000))));

    assert.isBelow(ms, 500);
  });
});
