import { assert } from 'chai';
import * as sinon from 'sinon';
import type { Sighting } from '../../contract/sighting.ts';
import { recordSighting, type ReportSighting, recordSightings } from '../../fast-path/record-sighting.ts';
import { awsError, answering } from '../support/aws.ts';
import { objectBucket } from '../support/object-bucket.ts';
import { S3Client } from '@aws-sdk/client-s3';

const sighting = (id = 'sg-1', at = '2026-11-20T10:00:00Z'): Sighting => ({
  version: 1,
  resource: { type: 'AWS::EC2::SecurityGroup', id, accountId: '111122223333', region: 'eu-west-1' },
  rules: ['security-group-restricted-ports'],
  actor: 'arn:aws:iam::111122223333:user/sam',
  eventName: 'AuthorizeSecurityGroupIngress',
  eventId: 'e-1',
  at,
});
const keyOf = (id: string): string => `sightings/111122223333/eu-west-1/AWS::EC2::SecurityGroup/${id}.json`;

describe('recordSighting', () => {
  it('writes one object of each resource, in place of the one before', async () => {
    const { client, objects, calls } = objectBucket();

    await recordSighting(client, 'ledger', sighting());
    await recordSighting(client, 'ledger', sighting('sg-1', '2026-11-20T11:00:00Z'));

    assert.deepEqual([...objects], [[keyOf('sg-1'), JSON.stringify(sighting('sg-1', '2026-11-20T11:00:00Z'))]]);
    assert.deepEqual(
      calls.map(({ input }) => [input['Bucket'], input['ContentType']]),
      [
        ['ledger', 'application/json'],
        ['ledger', 'application/json'],
      ],
    );
  });
});

describe('recordSightings', () => {
  it('reports what cannot be written, writes the others, and goes on', async () => {
    const written: unknown[] = [];
    const { client } = answering(new S3Client({ region: 'eu-west-1' }), {
      PutObject({ Key }: { Key: string }) {
        if (Key === keyOf('sg-1')) throw awsError('AccessDenied', { status: 403 });
        written.push(Key);
        return {};
      },
    });
    const report = sinon.spy<ReportSighting>(() => undefined);

    await recordSightings(client, 'ledger', [sighting('sg-1'), sighting('sg-2')], report);

    assert.deepEqual(written, [keyOf('sg-2')]);
    sinon.assert.calledOnceWithMatch(report, 'who called is not recorded', { resourceId: 'sg-1', eventId: 'e-1' });
  });

  it('writes nothing where nobody was sighted', async () => {
    const { client, calls } = objectBucket();

    await recordSightings(client, 'ledger', [], () => assert.fail('nothing is to be reported'));

    assert.deepEqual(calls, []);
  });
});
