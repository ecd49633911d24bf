import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { restore } from '../../cli/restore.ts';
import { scan } from '../../cli/scan.ts';
import { RecordedChange, recordedChangeKey } from '../../contract/recorded-change.ts';
import { LedgerEntry } from '../../contract/ledger-entry.ts';
import { ledgerId, ledgerKey } from '../../safety/ledger.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { change } from '../support/recorded-changes.ts';
import { entry, restoring } from '../support/restore.ts';
import { groupItem } from '../support/rule-events.ts';

const climbing = [
  '../../../etc/passwd',
  '..\\..\\x',
  '/etc/passwd',
  'a/../../b',
  '%2e%2e%2fx',
  'x\u0000.json',
  '.',
  '..',
  '',
];

describe('paths', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  for (const id of climbing) {
    it(`are not led elsewhere by an action named ${JSON.stringify(id)}: nothing is read`, async () => {
      const made = restoring();
      for (const action of [id, `${id}.0`, `20261120T233800Z-0a1b2c3d.0/${id}`, `20261120T233800Z-0a1b2c3d.${id}`]) {
        await assertRejects(restore(action, { yes: true }, printed(), made.deps), 'USAGE', 'is no action');
      }

      assert.deepEqual(made.journal, []);
    });

    it(`are not led elsewhere by a record of a change named ${JSON.stringify(id)}`, () => {
      assert.isTrue(v.is(RecordedChange, change()));
      for (const field of ['eventId', 'groupId', 'accountId', 'region']) {
        assert.isFalse(v.is(RecordedChange, { ...change(), [field]: id }), field);
      }
      assert.isFalse(v.is(LedgerEntry, { ...entry(), id }));
    });
  }

  it('of objects lie in the folder that is theirs', () => {
    assert.equal(
      ledgerKey(ledgerId(new Date('2026-11-20T08:00:00Z'), '0a1b2c3d')),
      'actions/2026/11/20/20261120T080000Z-0a1b2c3d.json',
    );
    assert.match(recordedChangeKey(change()), /^changes\/123456789012\/eu-west-1\/sg-[0-9a-f]+\/event-\d+\.json$/);
  });

  it('of reports are those that were typed, whatever the resources in them are called', async () => {
    const names = [...climbing.filter((name) => name !== ''), '-rf', '~/x', '$(touch x)', '`touch x`', 'con'];
    const items = names.map((resourceId) => groupItem({ resourceId, resourceName: resourceId }));
    const folder = files.path('reports');
    await mkdir(folder);
    const file = await files.write('items.json', { configurationItems: items });
    const before = await readdir(files.path('.'));

    await scan(
      {
        file,
        json: join(folder, 'a.json'),
        csv: join(folder, 'a.csv'),
        html: join(folder, 'a.html'),
        sarif: join(folder, 'a.sarif'),
        asff: join(folder, 'a.asff'),
      },
      printed(),
    );

    assert.sameMembers(await readdir(folder), ['a.json', 'a.csv', 'a.html', 'a.sarif', 'a.asff']);
    assert.sameMembers(await readdir(files.path('.')), before);
  });
});
