import { assert } from 'chai';
import * as sinon from 'sinon';
import { accountsFor, accountsReader } from '../../accounts/read-accounts.ts';
import type { Log } from '../../contract/log.ts';
import { sightingKey } from '../../contract/sighting.ts';
import type { ComplianceChange, Telling } from '../../notifier/announcement.ts';
import { knownReader } from '../../notifier/read-known.ts';
import { renderTelling } from '../../notifier/render-telling.ts';
import { accountsOf, memberAccount } from '../support/accounts.ts';
import { awsError } from '../support/aws.ts';
import { complianceChange, outcomeNotice } from '../support/notices.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { sighting } from '../support/sightings.ts';
import { fieldsOf } from './message-parts.ts';

const member = memberAccount({ id: '111122223333', name: 'prod-payments' });
const accounts = accountsOf(member);
const key = sightingKey(sighting().resource);
const told: Telling = { kind: 'notice', notice: outcomeNotice() };

function reader(objects: Readonly<Record<string, unknown>>) {
  const bucket = objectBucket(objects);
  const log = sinon.spy<Log>(() => undefined);
  const s3 = bucket.client;
  const read = knownReader({ accounts: accountsFor(60_000, accountsReader(s3, 'ledger')), s3, bucket: 'ledger', log });
  const keysRead = () => bucket.calls.map(({ input }) => (input as { Key: string }).Key);
  return { ...bucket, log, read, keysRead };
}

describe('what is known beside a telling', () => {
  it('are the names of the accounts, read once a minute', async () => {
    const { read, keysRead } = reader({ 'accounts.json': accounts });

    const known = await read(told);
    await read(told);

    assert.equal(known.account('111122223333'), 'prod-payments (111122223333)');
    assert.equal(known.account('999999999999'), '999999999999');
    assert.deepEqual(keysRead(), ['accounts.json']);
  });

  for (const [what, object] of [
    ['missing', undefined],
    ['denied', awsError('AccessDenied', { status: 403 })],
    ['no accounts', { version: 9 }],
  ] as const) {
    it(`are ids alone where accounts.json is ${what}, and that is logged once`, async () => {
      const { read, log } = reader(object === undefined ? {} : { 'accounts.json': object });

      const known = [await read(told), await read(told)];

      assert.deepEqual(
        known.map(({ account }) => account('111122223333')),
        ['111122223333', '111122223333'],
      );
      sinon.assert.calledOnceWithMatch(log, 'warn', 'the names of the accounts cannot be read, ids are told');
    });
  }

  it('is who made the call, of a violation alone, by one read', async () => {
    const { read, keysRead } = reader({ 'accounts.json': accounts, [key]: sighting() });
    const violation = complianceChange();
    const other = complianceChange({ to: 'COMPLIANT', from: 'NON_COMPLIANT' });

    assert.deepEqual((await read(violation)).sighting(violation), sighting());
    assert.isUndefined((await read(other)).sighting(other));
    assert.deepEqual(
      keysRead().filter((one) => one !== 'accounts.json'),
      [key],
    );
  });

  for (const [what, object, warnings] of [
    ['missing', undefined, 0],
    ['denied, as what is missing is to somebody who may not list', awsError('AccessDenied', { status: 403 }), 0],
    ['slow', awsError('SlowDown', { status: 503 }), 1],
    ['no sighting', { version: 2 }, 1],
    ['of another call, long before', sighting({ at: '2026-11-20T08:00:00Z' }), 0],
  ] as const) {
    it(`is nobody where the sighting is ${what}`, async () => {
      const { read, log } = reader({ 'accounts.json': accounts, ...(object === undefined ? {} : { [key]: object }) });
      const violation = complianceChange();

      const [known] = [await read(violation), await read(violation)];

      assert.isUndefined(known.sighting(violation));
      assert.lengthOf(log.args, warnings);
    });
  }

  it('is nobody where the sighting is something else, of which nothing is logged', async () => {
    const { read, log } = reader({ 'accounts.json': accounts, [key]: { actor: 'a secret', note: 'a secret' } });
    const violation = complianceChange();

    assert.isUndefined((await read(violation)).sighting(violation));

    sinon.assert.calledOnceWithMatch(log, 'warn', 'a sighting is not one', { bucket: 'ledger' });
    assert.notInclude(JSON.stringify(log.args), 'a secret');
  });

  it('are the callers of the first hundred of a list', async () => {
    const changes = Array.from({ length: 130 }, (_, index): ComplianceChange => {
      return complianceChange({ resourceId: `bucket-${index}` });
    });
    const seen = changes.map(({ resourceId: id }) => sighting({ resource: { ...sighting().resource, id } }));
    const objects = Object.fromEntries(seen.map((one) => [sightingKey(one.resource), one]));
    const { read } = reader({ 'accounts.json': accounts, ...objects });

    const known = await read({ kind: 'compliance-burst', changes });

    assert.lengthOf(
      changes.filter((change) => known.sighting(change) !== undefined),
      100,
    );
  });

  it('is told in Slack: principal, call, address, time, and the event', async () => {
    const { read } = reader({ 'accounts.json': accounts, [key]: sighting() });
    const violation = complianceChange();

    const { 'Caused by': cause, Where: where } = fieldsOf(renderTelling(violation, await read(violation)));

    assert.match(
      cause ?? '',
      /^`Developer\/sam@example\.org`\n`PutBucketPolicy`\nfrom `198\.51\.100\.7`\n<[^>]+6f1d4f0e[^>]+\|CloudTrail event>\nat `2026-11-20 10:14:00 UTC`$/,
    );
    assert.include(where, '`prod-payments (111122223333)` `eu-west-1`');
  });
});
