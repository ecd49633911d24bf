import { assert } from 'chai';
import { changedParts, lostAccess, openedAccess } from '../../simulator/host/access.ts';
import { isAbout, typeOf } from '../../simulator/host/resource-type.ts';
import { accountId } from '../../simulator/host/services.ts';

describe('A resource of the simulator', () => {
  it('is a group, a bucket or the account itself, by its id', () => {
    assert.equal(typeOf('sg-0a1b2c3d'), 'AWS::EC2::SecurityGroup');
    assert.equal(typeOf('people-1-0'), 'AWS::S3::Bucket');
    assert.equal(typeOf(accountId), 'AWS::S3::AccountPublicAccessBlock');
  });

  it('is what a text is about that names it; the account, only where its block is meant', () => {
    assert.isTrue(isAbout(`bucket people-1-0 in ${accountId}`, 'people-1-0'));
    assert.isFalse(isAbout(`bucket people-1-0 in ${accountId}`, accountId));
    assert.isTrue(isAbout(`public access block of account ${accountId}`, accountId));
    assert.isTrue(isAbout(`${accountId}: Block Public Access of the account lacks blockPublicAcls`, accountId));
  });
});

describe('Access in the simulator', () => {
  const none: ReadonlySet<string> = new Set();
  const accessTo = (legal: readonly string[], open: readonly string[]) => ({
    legal: new Set(legal),
    held: new Set([...legal, ...open]),
    open: new Set(open),
    parts: new Set(open),
  });

  it('is lost where it was legal and is there no more in any way', () => {
    assert.deepEqual(lostAccess(accessTo(['a', 'b'], []), accessTo(['a'], [])), ['b']);
    assert.deepEqual(lostAccess(accessTo(['a'], ['b']), { ...accessTo(['a'], []), open: none }), []);
  });

  it('is opened where it was not open before', () => {
    assert.deepEqual(openedAccess(accessTo([], ['a', 'b']), accessTo([], ['b', 'c'])), ['c']);
  });

  it('has changed in what one has and the other has not', () => {
    assert.sameMembers(changedParts(accessTo([], ['a', 'b']), accessTo([], ['b', 'c'])), ['a', 'c']);
  });
});
