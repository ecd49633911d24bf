import { assert } from 'chai';
import { websiteFromItem } from '../../resources/bucket-website.ts';

describe('websiteFromItem', () => {
  const cases: [string, unknown, boolean][] = [
    ['no configuration', undefined, false],
    ['null', null, false],
    ['one that says nothing', { indexDocumentSuffix: null, routingRules: [] }, false],
    ['an index page', { indexDocumentSuffix: 'index.html', errorDocument: null }, true],
    ['a redirect', { indexDocumentSuffix: null, redirectAllRequestsTo: { hostName: 'example.com' } }, true],
  ];
  for (const [what, given, expected] of cases) {
    it(`says ${expected} of ${what}`, () => {
      assert.equal(websiteFromItem(given), expected);
    });
  }

  it('does not take what it does not know for none', () => {
    assert.deepEqual(websiteFromItem('index.html'), {
      kind: 'unread',
      reason: 'BucketWebsiteConfiguration is of a form that is not known',
    });
  });
});
