import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { repositoryRoot } from '../../../build/repository-root.ts';
import { explainReason } from '../../../cli/dead-letters/explain.ts';

/** What coordinator and remediators put there for good. */
const buried = [
  'MESSAGE_INVALID',
  'MESSAGE_UNROUTABLE',
  'READ_FAILED',
  'SNAPSHOT_FAILED',
  'CHANGE_DENIED',
  'CHANGE_FAILED',
  'STILL_VIOLATING',
  'UNMENDABLE',
  'ATTEMPTS_EXHAUSTED',
  'STILL_IN_FLIGHT',
  'ROLE_NOT_ASSUMED',
  'ACCOUNT_UNKNOWN',
];
const unknown = explainReason('OF_ANOTHER_RELEASE');

describe('explainReason', () => {
  for (const code of buried) {
    it(`says what ${code} means and what to do, in sentences`, () => {
      const { means, next } = explainReason(code);

      assert.notDeepEqual({ means, next }, unknown);
      for (const sentence of [means, next]) assert.match(sentence, /^[A-Z].*\.$/);
    });
  }

  for (const code of ['OF_ANOTHER_RELEASE', 'GATE_CLOSED', 'constructor', '']) {
    it(`warns of the code ${JSON.stringify(code)}, for which nothing is put there`, () => {
      assert.deepEqual(explainReason(code), unknown);
    });
  }

  it('tells what SQS moved by itself from what somebody put there', () => {
    assert.match(explainReason(undefined, true).means, /^SQS moved it here by itself/);
    assert.deepEqual(explainReason(undefined), unknown);
  });

  it('explains every code that the operations page lists', () => {
    const page = readFileSync(join(repositoryRoot(), 'docs', 'operations.md'), 'utf8');
    const section = page.slice(page.indexOf('\n## Dead letters'));
    const listed = [...section.slice(0, section.indexOf('\n## ', 5)).matchAll(/^\| (`[^|]+) \|/gm)].flatMap(
      ([, cell = '']) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code),
    );

    assert.isAbove(listed.length, 5);
    for (const code of listed) assert.include(buried, code);
  });
});
