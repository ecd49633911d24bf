import { assert } from 'chai';
import type { Exemption } from '../../contract/exemption.ts';
import { addExemptions } from '../../exemptions/add-exemptions.ts';
import { exemptionReader } from '../../exemptions/read-exemptions.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError, inputsOf } from '../support/aws.ts';
import { type ExemptionBucket, exemptionBucket } from '../support/exemption-bucket.ts';
import { exemption } from '../support/exemptions.ts';

const bucket = 'ledger';
const key = 'exemptions/added.json';
const now = () => new Date('2026-11-21T12:00:00Z');
const one = exemption({ id: 'one' });

const add = (to: ExemptionBucket, ...exemptions: readonly Exemption[]) =>
  addExemptions(exemptions, { s3: to.client, bucket, now });

async function idsIn({ client }: ExemptionBucket): Promise<string[]> {
  const reading = await exemptionReader(client, bucket)();
  if (reading.kind !== 'read') assert.fail(reading.failure.message);
  return reading.list.exemptions.map(({ id }) => id);
}

describe('adding exemptions', () => {
  it('puts them behind those that are there', async () => {
    const world = exemptionBucket([exemption({ id: 'declared' })], [exemption({ id: 'earlier' })]);

    await add(world, one, exemption({ id: 'two', createdBy: 'restore' }));

    assert.deepEqual(await idsIn(world), ['declared', 'earlier', 'one', 'two']);
  });

  it('looks again where somebody else was faster, and loses neither', async () => {
    let others = 2;
    const world = exemptionBucket([], [], ({ operation }) => {
      if (operation === 'PutObject' && others > 0) {
        const exemptions = [1, 2].slice(0, 3 - others).map((n) => exemption({ id: `other-${n}` }));
        others -= 1;
        world.set(key, { version: 1, exemptions });
      }
    });

    await add(world, one);

    assert.deepEqual(await idsIn(world), ['other-1', 'other-2', 'one']);
    assert.deepEqual(
      inputsOf(world.calls, 'PutObject').map(({ IfMatch }) => IfMatch),
      ['"2"', '"3"', '"4"'],
    );
  });

  it('has written them where the answer was lost and the SDK met its own work', async () => {
    let isLost = true;
    const world = exemptionBucket([], [], ({ operation }) => {
      if (operation !== 'PutObject' || !isLost) return;
      isLost = false;
      world.set(key, { version: 1, exemptions: [one] });
    });

    await add(world, one);

    assert.deepEqual(await idsIn(world), ['one']);
    assert.lengthOf(inputsOf(world.calls, 'PutObject'), 1);
  });

  it('does not take another of its id for its own', async () => {
    const world = exemptionBucket([], [], ({ operation }) => {
      if (operation === 'PutObject') world.set(key, { version: 1, exemptions: [{ ...one, owner: 'somebody else' }] });
    });

    await assertRejects(add(world, one), 'EXEMPTION_INVALID', 'there is one of this id already');
  });

  it('gives up where somebody else is always faster, and has written nothing', async () => {
    const world = exemptionBucket([], [], ({ operation }) => {
      if (operation === 'PutObject') world.set(key, { version: 1, exemptions: [] });
    });

    await assertRejects(add(world, one), 'EXEMPTIONS_NOT_WRITTEN', key);

    assert.lengthOf(inputsOf(world.calls, 'PutObject'), 5);
    assert.deepEqual(await idsIn(world), []);
  });

  it('says so where S3 refuses', async () => {
    const world = exemptionBucket([], [], ({ operation }) => {
      if (operation === 'PutObject') throw awsError('AccessDenied', { status: 403 });
    });

    await assertRejects(add(world, one), 'EXEMPTIONS_NOT_WRITTEN', 'AccessDenied');
    assert.lengthOf(inputsOf(world.calls, 'PutObject'), 1);
  });

  for (const [what, additions, says] of [
    ['that lasts too long', [exemption({ id: 'x', expires: '2027-02-19' })], 'it may last 90 days at most'],
    ['that has ended', [exemption({ id: 'x', expires: '2026-11-21' })], 'expires 2026-11-21 is over'],
    ['of an id that is taken', [exemption({ id: 'declared' })], 'exemption declared: there is one of this id already'],
    ['of the same id as another', [one, one], 'exemption one: there is one of this id'],
  ] as const) {
    it(`refuses one ${what}, and writes none`, async () => {
      const world = exemptionBucket([exemption({ id: 'declared' })]);

      await assertRejects(add(world, exemption({ id: 'good' }), ...additions), 'EXEMPTION_INVALID', says);

      assert.deepEqual(await idsIn(world), ['declared']);
    });
  }

  it('takes one that lasts as long as allowed', async () => {
    const world = exemptionBucket();

    await add(world, exemption({ expires: '2027-02-18' }));

    assert.deepEqual(await idsIn(world), ['partner']);
  });

  it('does not write over a list that it cannot read', async () => {
    const world = exemptionBucket();
    world.set(key, '{"version":1');

    await assertRejects(add(world, one), 'EXEMPTIONS_UNREADABLE', key);

    assert.equal(world.get(key), '{"version":1');
  });

  it('leaves out what ended more than a month ago', async () => {
    const world = exemptionBucket(
      [],
      [
        exemption({ id: 'long-over', created: '2026-09-01', expires: '2026-10-21' }),
        exemption({ id: 'just-over', created: '2026-09-01', expires: '2026-10-23' }),
      ],
    );

    await add(world, one);

    assert.deepEqual(await idsIn(world), ['just-over', 'one']);
  });
});
