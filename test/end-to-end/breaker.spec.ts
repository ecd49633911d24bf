import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import * as v from 'valibot';
import { SafetyState } from '../../contract/safety-state.ts';
import { resetBreaker } from '../../safety/breaker.ts';
import { safetyKey } from '../../safety/safety-store.ts';
import { resetTugOfWar } from '../../safety/tug-of-war.ts';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { told } from './support/told.ts';

const hour = 3_600_000;

describe('The breaker, end to end', () => {
  let pipeline: Pipeline;
  let s3: S3Client;
  before(async () => {
    pipeline = await startPipeline({ open: true, breakerLimits: { per_run: 2, per_hour: 5, share_percent: 100 } });
    s3 = new S3Client({ ...pipeline.account.clientConfig(), forcePathStyle: true });
  });
  after(() => pipeline.stop());

  const where = () => ({ Bucket: pipeline.deployment.ledgerBucket, Key: safetyKey });
  const state = async (): Promise<SafetyState> => {
    const { Body } = await s3.send(new GetObjectCommand(where()));
    return v.parse(SafetyState, JSON.parse((await Body?.transformToString()) ?? ''));
  };
  const write = async (Body: string): Promise<void> => {
    await s3.send(new PutObjectCommand({ ...where(), Body }));
  };
  const broken = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < count; n += 1) ids.push(await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]));
    await pipeline.account.settled();
    return ids;
  };
  const tripsTold = (): number =>
    pipeline.slack.messages.filter((message) => /breaker has tripped/.test(JSON.stringify(message))).length;

  it('stops everything when a run would mend more than it may, tells once, and loses nothing', async () => {
    const ids = await broken(3);

    const first = await pipeline.drain();
    await pipeline.account.settled();
    const second = await pipeline.drain();

    assert.deepInclude(first, { gate: 'open', outcomes: { refused: 3 } });
    assert.deepInclude(second, { gate: 'open', breaker: 'tripped', messages: 0 });
    for (const id of ids) {
      assert.deepEqual(changesOf(pipeline, id), []);
      assert.lengthOf(pipeline.queued(id), 1);
      assert.equal(pipeline.queued(id)[0]?.attempt, 0, 'waiting costs no attempt');
    }
    assert.isAbove(tripsTold(), 0);
    assert.include((await state()).tripped?.cause, '3 mends in one run, where 2 are allowed');
  });

  it('is told to nobody twice', () => {
    assert.lengthOf(
      pipeline.slack.messages.filter((message) => JSON.stringify(message).includes('configmend breaker reset')),
      1,
    );
  });

  it('trips again after a reset where the same is still too much', async () => {
    await write(JSON.stringify(resetBreaker(await state())));

    await pipeline.drain();

    assert.include((await state()).tripped?.cause, '3 mends in one run');
    assert.lengthOf(pipeline.queued(), 3);
  });

  it('changes nothing while nobody can read whether it has tripped, and loses nothing', async () => {
    const waiting = pipeline.queued().length;
    const before = JSON.stringify(await state());
    await write('not a state');

    const answer = await pipeline.invoke('coordinator', {});
    await write(before);

    if (answer.kind !== 'threw') assert.fail('the coordinator went on');
    assert.include(answer.errorMessage, 'state of the safeguards cannot be read');
    assert.lengthOf(pipeline.queued(), waiting);
    assert.deepEqual(pipeline.deadLetters(), []);
  });
});

describe('A tug-of-war, end to end', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline({ open: true, breakerLimits: { tug_of_war: 2, share_percent: 100 } });
  });
  after(() => pipeline.stop());

  it('is left to people from the third time on, told once with what is known, and mended again once they let go', async () => {
    const { account, deployment } = pipeline;
    const id = await createGroup(account, [tcp(22, '0.0.0.0/0')]);
    const ec2 = new EC2Client(account.clientConfig());
    const bringBack = async (): Promise<void> => {
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [tcp(22, '0.0.0.0/0')] }));
      await account.settled();
    };
    await account.settled();
    const answers = [];
    for (let n = 0; n < 2; n += 1) {
      answers.push(await pipeline.drain());
      await account.settled();
      await bringBack();
    }
    const contested = await pipeline.drain();
    await account.settled();

    assert.deepEqual(answers, [drained(1, { mended: 1 }), drained(1, { mended: 1 })]);
    assert.deepEqual(contested, drained(1, { contested: 1 }));
    assert.deepEqual(await ingressOf(account, id), ['tcp 22 0.0.0.0/0']);
    assert.lengthOf(changesOf(pipeline, id), 2);
    assert.deepEqual(pipeline.queued(id), []);
    assert.equal(told(pipeline, id).filter((kind) => kind === 'Mended 2 times and back again').length, 1);

    const s3 = new S3Client({ ...account.clientConfig(), forcePathStyle: true });
    const where = { Bucket: deployment.ledgerBucket, Key: safetyKey };
    const { Body } = await s3.send(new GetObjectCommand(where));
    const held = v.parse(SafetyState, JSON.parse((await Body?.transformToString()) ?? ''));
    await s3.send(new PutObjectCommand({ ...where, Body: JSON.stringify(resetTugOfWar(held, id)) }));
    account.clock.advance(hour / 60);
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [tcp(3389, '0.0.0.0/0')] }));
    await account.settled();
    const again = await pipeline.drain();

    assert.deepEqual(again, drained(1, { mended: 1 }));
    assert.deepEqual(await ingressOf(account, id), []);
  });
});
