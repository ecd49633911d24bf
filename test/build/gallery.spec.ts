import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { galleryDocument, pictureOf } from '../../build/gallery-document.ts';
import { emojiCss } from '../../build/gallery-emoji.ts';
import { galleryPage } from '../../build/gallery-page.ts';
import { gallerySamples, type Untold } from '../../build/gallery-samples.ts';
import { repositoryRoot } from '../../build/repository-root.ts';
import { Notice } from '../../contract/notice.ts';
import { Outcome } from '../../contract/outcome.ts';
import { emoji } from '../../notifier/emoji.ts';
import { worthTelling } from '../../notifier/worth-telling.ts';

const docs = join(repositoryRoot(), 'docs');
const document = readFileSync(join(docs, 'slack-gallery.md'), 'utf8');
const tellings = Object.values(gallerySamples).map(({ telling }) => telling);
const notices = tellings.flatMap((telling) => (telling.kind === 'notice' ? [telling.notice] : []));

const untold = ['nothing-to-do', 'refused', 'contested'] satisfies Untold[];

describe('the gallery of Slack messages', () => {
  it('has a sample of every notice and of every outcome that is told', () => {
    const kinds = Notice.options.map(({ entries }) => entries.kind.literal);
    const told = Outcome.options.filter((outcome) => !untold.some((one) => one === outcome));

    assert.sameMembers([...new Set(notices.map(({ kind }) => kind))], kinds);
    assert.sameMembers(
      notices.flatMap((notice) => (notice.kind === 'outcome' ? [notice.outcome] : [])),
      told,
    );
  });

  it('has a sample of every other telling', () => {
    const others = tellings.map(({ kind }) => kind).filter((kind) => kind !== 'notice');

    assert.sameMembers(others, [
      'compliance',
      'compliance-burst',
      'outcome-burst',
      'grace-burst',
      'dead-letter-burst',
      'alarm',
      'unreadable',
    ]);
  });

  it('shows only what could be published, and is worth telling', () => {
    for (const notice of notices) {
      const arrived: unknown = JSON.parse(JSON.stringify(notice));
      assert.doesNotThrow(() => v.parse(Notice, arrived), notice.kind);
    }
    for (const telling of tellings) {
      switch (telling.kind) {
        case 'compliance':
        case 'notice':
        case 'alarm':
        case 'unreadable':
          assert.isTrue(worthTelling(telling), telling.kind);
          break;
        case 'compliance-burst':
        case 'outcome-burst':
        case 'grace-burst':
        case 'dead-letter-burst':
          assert.isAbove(telling.kind === 'compliance-burst' ? telling.changes.length : telling.notices.length, 10);
      }
    }
  });

  it('is in the documents as it is made', () => {
    assert.equal(document, galleryDocument(), 'run `npm run gallery`');
  });

  for (const [id, { title }] of Object.entries(gallerySamples)) {
    it(`has a picture of ${id}, of 100 kB at most, under its heading`, () => {
      const picture = join(docs, pictureOf(id));

      assert.include(document, `\n## ${title}\n`);
      assert.include(document, `](${pictureOf(id)})`);
      assert.isTrue(existsSync(picture), picture);
      assert.isAtMost(statSync(picture).size, 100_000);
    });
  }

  it('is one page that asks nothing of the network and runs nothing', () => {
    const page = galleryPage(gallerySamples);

    assert.include(page, `default-src 'none'`);
    assert.notMatch(page, /<script|<link|<img|src="/u);
    for (const id of Object.keys(gallerySamples)) assert.include(page, `id="${id}"`);
  });

  it('draws every emoji, so that its pictures are the same on every machine', () => {
    for (const [shortcode] of Object.values(emoji)) {
      assert.include(
        emojiCss(),
        `[data-emoji="${shortcode.slice(1, -1)}"] { background-image: url("data:image/svg+xml,`,
      );
    }
  });
});
