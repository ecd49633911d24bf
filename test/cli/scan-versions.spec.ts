import { assert } from 'chai';
import { bindRules } from '../../cli/bind-rules.ts';
import { scanFile } from '../../cli/scan-file.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { groupItem, harmlessGroupItem } from '../support/rule-events.ts';
import { accountBlock, allOn, prefixList, publicBucket, throughList } from '../support/scanned-items.ts';

const exposureRules = ['security-group-restricted-ports', 's3-bucket-public-access'];

describe('scanFile, with several versions of a resource', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  const scan = async (content: unknown) =>
    scanFile(await files.write('scan.json', content), await bindRules(exposureRules, undefined), () => undefined);
  const verdicts = async (content: unknown) =>
    (await scan(content)).evaluations.map(({ resourceId, compliance }) => [resourceId, compliance]);

  const [old, recent] = [1, 2].map((day) => ({ configurationItemCaptureTime: `2026-11-0${day}T00:00:00Z` }));
  const deleted = { ...recent, configuration: null, configurationItemStatus: 'ResourceDeleted' };
  const notRecorded = { ...recent, configurationItemStatus: 'ResourceNotRecorded' };
  const office = { Entries: [{ Cidr: '198.51.100.0/24' }] };
  const allOff = {
    blockPublicAcls: false,
    ignorePublicAcls: false,
    blockPublicPolicy: false,
    restrictPublicBuckets: false,
  };

  for (const [what, items, expected] of [
    ['a group that was mended', [groupItem(old), harmlessGroupItem(recent)], [['sg-1', 'COMPLIANT']]],
    ['a group that was opened', [harmlessGroupItem(old), groupItem(recent)], [['sg-1', 'NON_COMPLIANT']]],
    ['a group that was deleted', [groupItem(old), groupItem(deleted)], [['sg-1', 'NOT_APPLICABLE']]],
    [
      'a block that was switched on',
      [publicBucket, accountBlock(allOff, old), accountBlock(allOn, recent)],
      [['holiday-photos', 'COMPLIANT']],
    ],
    [
      'a block that was switched off',
      [publicBucket, accountBlock(allOn, old), accountBlock(allOff, recent)],
      [['holiday-photos', 'NON_COMPLIANT']],
    ],
    [
      'a block that was deleted',
      [publicBucket, accountBlock(allOn, old), accountBlock(null, deleted)],
      [['holiday-photos', 'NON_COMPLIANT']],
    ],
    [
      'a block that is not recorded any more',
      [publicBucket, accountBlock(allOn, old), accountBlock(allOn, notRecorded)],
      [['holiday-photos', 'NON_COMPLIANT']],
    ],
    [
      'a list that was narrowed',
      [throughList, prefixList({ Entries: [{ Cidr: '0.0.0.0/0' }] }, old), prefixList(office, recent)],
      [['sg-1', 'COMPLIANT']],
    ],
    [
      'a list that was deleted',
      [throughList, prefixList(office, old), prefixList(null, deleted)],
      [['sg-1', 'NON_COMPLIANT']],
    ],
  ] as const) {
    it(`goes by the newest of ${what}, in whatever order they come`, async () => {
      assert.deepEqual<unknown>(await verdicts(items), expected);
      assert.deepEqual<unknown>(await verdicts(items.toReversed()), expected);
    });
  }

  it('says why a list cannot be read', async () => {
    for (const [gone, reason] of [
      [deleted, 'deleted'],
      [notRecorded, 'not recorded'],
    ] as const) {
      const { evaluations, errors } = await scan([throughList, prefixList(office, old), prefixList(null, gone)]);

      assert.include(evaluations[0]?.annotation, reason);
      assert.deepEqual([evaluations[0]?.plan, errors], [[], []]);
    }
  });

  it('takes a list that two accounts record alike for what it is', async () => {
    const shared = prefixList(office, { awsAccountId: '999999999999' });

    assert.deepEqual(await verdicts([throughList, prefixList(office), shared]), [['sg-1', 'COMPLIANT']]);
  });

  it('does not choose between two of the same time that differ', async () => {
    const blocks = [accountBlock(allOn), accountBlock(allOff)];
    const lists = [prefixList(office), prefixList({ Entries: [] })];

    for (const content of [
      [publicBucket, ...blocks],
      [publicBucket, ...blocks.toReversed()],
      [throughList, ...lists],
      [throughList, ...lists.toReversed()],
    ]) {
      const { evaluations } = await scan(content);

      assert.equal(evaluations[0]?.compliance, 'NON_COMPLIANT');
      assert.equal(evaluations[0]?.violations[0]?.kind, 'undecided');
    }
    assert.sameDeepMembers(await verdicts([groupItem(), harmlessGroupItem()]), [
      ['sg-1', 'NON_COMPLIANT'],
      ['sg-1', 'COMPLIANT'],
    ]);
  });
});
