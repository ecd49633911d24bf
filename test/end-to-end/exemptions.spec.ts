import { ConfigServiceClient, GetComplianceDetailsByResourceCommand } from '@aws-sdk/client-config-service';
import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { Exemption } from '../../contract/exemption.ts';
import { addExemptions } from '../../exemptions/add-exemptions.ts';
import { dayMs } from '../../exemptions/in-force.ts';
import { addedKey } from '../../exemptions/exemption-objects.ts';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, ec2Of, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

const rule = 'security-group-restricted-ports';
const day = (from: number, days: number): string => new Date(from + days * dayMs).toISOString().slice(0, 10);
const second = (at: number): string => new Date(at).toISOString().replace(/\.\d+/, '');

describe('Exemptions, end to end', () => {
  let pipeline: Pipeline;
  let declared: Exemption;
  before(async () => {
    declared = {
      id: 'remote-desktop',
      rule,
      account: '123456789012',
      port: '3389',
      owner: 'workplace',
      reason: 'the gateway comes next month',
      ticket: 'WP-12',
      created: day(Date.now(), -20),
      expires: day(Date.now(), 6),
    };
    pipeline = await startPipeline({ open: true, variables: { exemptions: [declared] } });
  });
  after(() => pipeline.stop());

  const s3 = (): S3Client => new S3Client(pipeline.account.clientConfig());
  const now = (): Date => new Date(pipeline.account.clock.now());
  const broken = async (...ports: readonly number[]): Promise<string> => {
    const id = await createGroup(
      pipeline.account,
      ports.map((port) => tcp(port, '0.0.0.0/0')),
    );
    await pipeline.account.settled();
    return id;
  };
  /** One that ends in so many minutes, unless said otherwise. */
  const add = (resource: string, minutes: number, more: Partial<Exemption> = {}): Promise<void> =>
    addExemptions(
      [
        {
          id: `of-${resource}`,
          rule,
          resource,
          owner: 'ops',
          reason: 'a night of work',
          created: second(now().getTime() - 60_000),
          expires: second(now().getTime() + minutes * 60_000),
          ...more,
        },
      ],
      { s3: s3(), bucket: pipeline.deployment.ledgerBucket, now },
    );
  const verdictOn = async (id: string): Promise<[compliance: string | undefined, annotation: string | undefined]> => {
    const config = new ConfigServiceClient(pipeline.account.clientConfig());
    const { EvaluationResults: [result] = [] } = await config.send(
      new GetComplianceDetailsByResourceCommand({ ResourceType: 'AWS::EC2::SecurityGroup', ResourceId: id }),
    );
    return [result?.ComplianceType, result?.Annotation];
  };
  const pass = async (minutes: number): Promise<void> => {
    pipeline.account.clock.advance(minutes * 60_000);
    await pipeline.account.settled();
  };
  const alerts = (text: string): number =>
    pipeline.slack.messages.filter((message) => JSON.stringify(message).includes(text)).length;

  it('make a violation that is all exempt compliant, with the reason, and queue nothing', async () => {
    const id = await broken(3389);

    assert.deepEqual(await verdictOn(id), [
      'COMPLIANT',
      `exempt until ${declared.expires} by workplace: the gateway comes next month (WP-12)`,
    ]);
    assert.deepEqual(pipeline.queued(id), []);
  });

  it('leave the rest to be judged, queued and mended', async () => {
    const id = await broken(22, 3389);
    const [compliance, annotation] = await verdictOn(id);
    const [instruction] = pipeline.queued(id);
    await pipeline.drain();

    assert.equal(compliance, 'NON_COMPLIANT');
    assert.equal(annotation, 'tcp 22 from 0.0.0.0/0 opens tcp 22 to the whole IPv4 internet');
    assert.lengthOf(instruction?.plan.changes ?? [], 1);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 3389 0.0.0.0/0']);
    assert.equal((await verdictOn(id))[0], 'COMPLIANT');
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    assert.deepEqual(pipeline.queued(id), []);
  });

  it('that come after the finding was queued stop the mend, are told, and end the message', async () => {
    const id = await broken(22);
    assert.lengthOf(pipeline.queued(id), 1);
    await add(id, 24 * 60);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { exempt: 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0']);
    assert.deepEqual(pipeline.queued(id), []);
    assert.deepEqual(pipeline.deadLetters(), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['Exempt, left as it is']);
  });

  it('make the verdict follow within minutes, without any change of the resource', async () => {
    const id = await broken(22);
    const before = await verdictOn(id);
    await add(id, 24 * 60);
    await pass(6);

    assert.equal(before[0], 'NON_COMPLIANT');
    assert.equal((await verdictOn(id))[0], 'COMPLIANT');
    assert.match((await verdictOn(id))[1] ?? '', /by ops: a night of work$/);
    await pipeline.drain();
    assert.deepEqual(changesOf(pipeline, id), []);
  });

  it('are over when they end: what they covered is found again, queued and mended', async () => {
    const id = await broken(22);
    await add(id, 30);
    await pipeline.drain();
    const whileExempt = await ingressOf(pipeline.account, id);
    await pass(40);
    const [compliance] = await verdictOn(id);
    await pipeline.drain();

    assert.deepEqual(whileExempt, ['tcp 22 0.0.0.0/0']);
    assert.equal(compliance, 'NON_COMPLIANT');
    assert.deepEqual(await ingressOf(pipeline.account, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['Exempt, left as it is', 'Mended']);
  });

  it('are reminded of before they end, once', async () => {
    await pass(20);

    assert.equal(alerts('Exemption remote-desktop ends within 7 days'), 1);
  });

  it('that cannot be read stop every mend, are in the verdict, raise one alert, and lose nothing', async () => {
    const where = { Bucket: pipeline.deployment.ledgerBucket, Key: addedKey };
    const { Body } = await s3().send(new GetObjectCommand(where));
    const content = (await Body?.transformToString()) ?? '';
    await s3().send(new PutObjectCommand({ ...where, Body: '{"version":1,"exemptions":[{"id":"typo"}]}' }));
    await pass(1);
    const id = await broken(22, 3389);
    const [compliance, annotation] = await verdictOn(id);
    const answer = await pipeline.drain();
    await pipeline.drain();
    await pass(31);

    assert.equal(compliance, 'NON_COMPLIANT');
    assert.match(annotation ?? '', /^exemptions cannot be read, nothing is mended: tcp 22 from 0\.0\.0\.0\/0/);
    assert.deepInclude(answer, { gate: 'open', exemptions: 'unreadable', messages: 0, outcomes: {} });
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), []);
    assert.isAtLeast(pipeline.queued(id).length, 1);
    assert.isTrue(pipeline.queued(id).every(({ attempt }) => attempt === 0));
    assert.equal(alerts('The exemptions cannot be read, so nothing is mended'), 1);

    await s3().send(new PutObjectCommand({ ...where, Body: content }));
    await pass(6);
    await pipeline.drain();

    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 3389 0.0.0.0/0']);
    assert.equal((await verdictOn(id))[0], 'COMPLIANT');
  });
});

describe('Exemptions by tag, end to end', () => {
  it('count only where the stack allows them', async () => {
    const tags = { [`configmend:exempt:${rule}`]: `until ${day(Date.now(), 10)} by ops because of the fair` };
    const compliances: (string | undefined)[] = [];
    for (const allowed of [false, true]) {
      const pipeline = await startPipeline({ variables: { tag_exemptions: allowed } });
      try {
        const id = await createGroup(pipeline.account, [tcp(22, '0.0.0.0/0')]);
        await tagGroup(pipeline, id, tags);
        await pipeline.account.settled();
        const config = new ConfigServiceClient(pipeline.account.clientConfig());
        const { EvaluationResults: [result] = [] } = await config.send(
          new GetComplianceDetailsByResourceCommand({ ResourceType: 'AWS::EC2::SecurityGroup', ResourceId: id }),
        );
        compliances.push(result?.ComplianceType);
      } finally {
        await pipeline.stop();
      }
    }

    assert.deepEqual(compliances, ['NON_COMPLIANT', 'COMPLIANT']);
  });
});

async function tagGroup({ account }: Pipeline, id: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await ec2Of(account).send(new CreateTagsCommand({ Resources: [id], Tags }));
}
