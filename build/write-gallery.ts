import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from '../console/find-chromium.ts';
import { galleryDocument, pictureOf } from './gallery-document.ts';
import { galleryPage } from './gallery-page.ts';
import { withReportSamples } from './gallery-reports.ts';
import { gallerySamples } from './gallery-samples.ts';
import { repositoryRoot } from './repository-root.ts';
import { smallerPng } from './smaller-png.ts';

/** Writes the gallery's page and document and the e-mails of docs/reports.md, and takes the pictures anew: `npm run gallery`. */
const root = repositoryRoot();
const page = join(root, 'dist', 'slack-gallery.html');
await mkdir(join(root, 'dist'), { recursive: true });
await mkdir(join(root, 'docs', 'images'), { recursive: true });
await writeFile(page, galleryPage(gallerySamples));
await writeFile(join(root, 'docs', 'slack-gallery.md'), galleryDocument());
const reports = join(root, 'docs', 'reports.md');
await writeFile(reports, withReportSamples(await readFile(reports, 'utf8')));
console.log(page);

const executablePath = findChromium();
if (executablePath === undefined) {
  console.error('gallery: NO PICTURES WERE TAKEN, there is no Chromium: set CONFIGMEND_CHROMIUM to one');
} else {
  await takePictures(executablePath);
}

async function takePictures(chromiumPath: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumArguments, '--disable-lcd-text', '--font-render-hinting=none'],
  });
  try {
    const desk = await browser.newPage({
      viewport: { width: 688, height: 900 },
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
    });
    await desk.goto(pathToFileURL(page).href);
    for (const id of Object.keys(gallerySamples)) {
      await said(await desk.locator(`#${id}`).screenshot(), pictureOf(id));
    }
    const phone = await browser.newPage({
      viewport: { width: 390, height: 844 },
      deviceScaleFactor: 1.5,
      colorScheme: 'dark',
    });
    await phone.goto(pathToFileURL(page).href);
    await said(await phone.locator('#mended').screenshot(), 'images/slack-phone.png');
  } finally {
    await browser.close();
  }
}

async function said(picture: Uint8Array, name: string): Promise<void> {
  const path = join(root, 'docs', name);
  await writeFile(path, smallerPng(picture));
  console.log(`${path}  ${Math.round((await stat(path)).size / 1024)} KiB`);
}
