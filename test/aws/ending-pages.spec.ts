import { assert } from 'chai';
import { endingPages } from '../../aws/ending-pages.ts';
import { assertRejects } from '../support/assert-rejects.ts';

interface Page {
  readonly token?: string | undefined;
}

async function* endless(...tokens: readonly (string | undefined)[]): AsyncGenerator<Page> {
  for (let at = 0; ; at++) yield { token: tokens[at % tokens.length] };
}

async function* few(...tokens: readonly (string | undefined)[]): AsyncGenerator<Page> {
  for (const token of tokens) yield { token };
}

async function all(pages: AsyncIterable<Page>): Promise<Page[]> {
  const found: Page[] = [];
  for await (const page of endingPages(pages, ({ token }) => token)) found.push(page);
  return found;
}

describe('endingPages', () => {
  it('hands on every page of a listing that ends', async () => {
    assert.deepEqual(await all(few('a', 'b', undefined)), [{ token: 'a' }, { token: 'b' }, { token: undefined }]);
  });

  it('takes pages without a token as they come', async () => {
    assert.lengthOf(await all(few(undefined, undefined)), 2);
  });

  it('has a page that the SDK trips over refused by name', async () => {
    async function* broken(): AsyncGenerator<Page> {
      yield {};
      throw new TypeError('x is not iterable');
    }

    await assertRejects(all(broken()), 'READ_FAILED', 'AWS answered in a form that is not known');
  });

  for (const tokens of [['a'], ['a', 'b'], ['', 'a']]) {
    it(`ends a listing that goes round by ${JSON.stringify(tokens)}, and not as if it were whole`, async () => {
      const { transient } = await assertRejects(all(endless(...tokens)), 'READ_FAILED');

      assert.isTrue(transient);
    });
  }
});
