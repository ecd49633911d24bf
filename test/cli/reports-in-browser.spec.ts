import { assert } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { inspectionHtml } from '../../cli/inspect/inspection-html.ts';
import { scanHtml } from '../../cli/scan-report/scan-html.ts';
import { startChromium } from '../console/support/browser.ts';
import { closing, inspected, inspectionWith } from '../support/inspections.ts';
import { groupIdentity } from '../support/instructions.ts';
import { hostile, report, violating } from '../support/scan-reports.ts';

const long = 'x'.repeat(63);
const operation = 'AuthorizeSecurityGroupIngress';
const scanned = scanHtml(
  report([
    violating({ resourceId: long, annotation: `${hostile}${'22,'.repeat(80)}` }),
    violating({
      rule: 'security-group-authorized-ports',
      resourceId: 'sg-0a1b2c3d4e5f60718',
      plan: [{ service: 'ec2', operation, input: {} }],
    }),
  ]),
);
const queued = inspectionHtml(
  inspectionWith({
    queueUrl: `https://sqs.eu-west-1.amazonaws.com/123456789012/${long}`,
    resources: [
      inspected({
        resource: groupIdentity('sg-1', { tags: { Name: hostile } }),
        plan: closing(22),
        actor: long.repeat(3),
      }),
    ],
  }),
);

describe('the reports in a browser', function () {
  let browser: Browser;
  before(async function () {
    const found = await startChromium();
    if (found === undefined) return this.skip();
    browser = found;
  });
  after(() => browser?.close());

  const open = async (html: string, width: number, print = false): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    if (print) await page.emulateMedia({ media: 'print' });
    await page.setContent(html);
    return page;
  };
  const overhang = (page: Page): Promise<number> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  for (const [what, html] of [
    ['a scan', scanned],
    ['an inspection', queued],
  ] as const) {
    for (const [where, width, print] of [
      ['a desk', 1280, false],
      ['a phone', 400, false],
      ['paper', 680, true],
    ] as const) {
      it(`needs no scrolling sideways of ${what} on ${where}, however long its names are`, async () => {
        const page = await open(html, width, print);

        assert.equal(await overhang(page), 0);
        await page.close();
      });
    }
  }

  it('shows every column of a scan at once on a desk and on paper, and the calls unbroken on a desk', async () => {
    for (const [width, print] of [
      [1280, false],
      [680, true],
    ] as const) {
      const page = await open(scanned, width, print);
      const hidden: number[] = await page.evaluate(
        "[...document.querySelectorAll('.scroll')].map((box) => box.scrollWidth - box.clientWidth)",
      );

      assert.deepEqual(new Set(hidden), new Set([0]));
      const lines = await page
        .locator('summary code', { hasText: operation })
        .evaluate((code) => code.getClientRects().length);
      if (!print) assert.equal(lines, 1);
      await page.close();
    }
  });
});
