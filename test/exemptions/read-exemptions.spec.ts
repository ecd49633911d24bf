import { assert } from 'chai';
import * as sinon from 'sinon';
import { exemptionReader, rememberedFor } from '../../exemptions/read-exemptions.ts';
import { awsError } from '../support/aws.ts';
import { exemptionBucket } from '../support/exemption-bucket.ts';
import { exemption, exemptionList } from '../support/exemptions.ts';

const bucket = 'ledger';
const [declared, added] = [exemption({ id: 'declared' }), exemption({ id: 'added' })];

describe('the reader of exemptions', () => {
  it('reads both lists and says who wrote each entry', async () => {
    const restored = exemption({ id: 'restored', createdBy: 'restore' });
    const { client } = exemptionBucket([declared], [added, restored]);

    const reading = await exemptionReader(client, bucket)();

    if (reading.kind !== 'read') assert.fail(reading.failure.message);
    assert.deepEqual(
      reading.list.exemptions.map(({ id, createdBy }) => [id, createdBy]),
      [
        ['declared', 'declared'],
        ['added', 'added'],
        ['restored', 'restore'],
      ],
    );
    assert.deepInclude(reading.list, { maxDays: 90, tagExemptions: false });
  });

  for (const key of ['exemptions/declared.json', 'exemptions/added.json']) {
    for (const [what, content, why] of [
      ['is missing', awsError('NoSuchKey', { status: 404 }), 'NoSuchKey'],
      ['may not be read', awsError('AccessDenied', { status: 403 }), 'AccessDenied'],
      ['is throttled', awsError('SlowDown', { status: 503 }), 'SlowDown'],
      ['is empty', '', 'it is not JSON'],
      ['is cut off', '{"version":1,"exempt', 'it is not JSON'],
      ['is something else', 'null', 'should be'],
      ['is of another version', '{"version":2,"exemptions":[]}', 'version'],
      [
        'has an entry without expiry',
        JSON.stringify({ version: 1, maxDays: 90, tagExemptions: false, exemptions: [{ ...added, expires: null }] }),
        'expires',
      ],
    ] as const) {
      it(`says that nothing is known where ${key} ${what}`, async () => {
        const { client, set } = exemptionBucket([declared], [added]);
        set(key, content);

        const reading = await exemptionReader(client, bucket)();

        if (reading.kind !== 'unreadable') assert.fail('it was read');
        assert.equal(reading.failure.code, 'EXEMPTIONS_UNREADABLE');
        assert.isTrue(reading.failure.transient);
        assert.include(reading.failure.message, key);
        assert.include(reading.failure.message, why);
        assert.deepEqual(reading.failure.ids, { bucket, key });
      });
    }
  }

  it('quotes nothing of an entry that is wrong', async () => {
    const { client, set } = exemptionBucket();
    set('exemptions/added.json', { version: 1, exemptions: [{ ...added, reason: 's3cret\nplan' }] });

    const reading = await exemptionReader(client, bucket)();

    if (reading.kind !== 'unreadable') assert.fail('it was read');
    assert.notInclude(reading.failure.message, 's3cret');
    assert.include(reading.failure.message, 'exemptions.0.reason: must be one line');
  });
});

describe('a reading that is remembered', () => {
  it('serves for a while, and no longer', async () => {
    let at = 0;
    const read = sinon.fake.resolves({ kind: 'read', list: exemptionList(added) });
    const remembered = rememberedFor(30_000, read, () => at);

    await remembered();
    at = 29_999;
    await remembered();
    sinon.assert.calledOnce(read);
    at = 30_000;
    await remembered();

    sinon.assert.calledTwice(read);
  });

  it('is not one of a failure', async () => {
    const { client, set } = exemptionBucket();
    set('exemptions/added.json', 'broken');
    const remembered = rememberedFor(30_000, exemptionReader(client, bucket), () => 0);

    const before = await remembered();
    set('exemptions/added.json', { version: 1, exemptions: [] });
    const after = await remembered();

    assert.equal(before.kind, 'unreadable');
    assert.equal(after.kind, 'read');
  });
});
