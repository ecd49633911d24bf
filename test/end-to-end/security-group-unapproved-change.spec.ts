import {
  AuthorizeSecurityGroupEgressCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import type { Inspection } from '../../cli/inspect/inspection.ts';
import type { Violation } from '../../contract/violation.ts';
import { configmend, temporaryFiles } from '../support/cli.ts';
import { groupIdentity, instruction } from '../support/instructions.ts';
import { ingress } from '../support/security-groups.ts';
import { approvalBucket, approver, changing } from './support/changes.ts';
import { drained } from './support/drained.ts';
import { type Pipeline, startPipeline } from './support/pipeline.ts';
import { changesOf } from './support/requests.ts';
import { createGroup, egressOf, ingressOf, tcp } from './support/security-groups.ts';
import { toldOfMends } from './support/told.ts';

const rule = 'security-group-unapproved-change';
const shop = 'tcp 443 0.0.0.0/0 "the shop"';
const office = tcp(8443, ['198.51.100.0/24', 'office']);
const parameters = {
  approvedPrincipals: 'arn:aws:iam::123456789012:role/deploy-*',
  approvalBucket,
  approvalAccount: approver,
};
const anyPort = { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, CidrIpv4: '0.0.0.0/0' };

describe('Changes that nobody approved, end to end', () => {
  let pipeline: Pipeline;
  let calls: ReturnType<typeof changing>;
  before(async () => {
    pipeline = await startPipeline({
      open: true,
      rules: [rule],
      parameters: { [rule]: parameters },
      variables: { enable_fast_path: true },
    });
    calls = changing(pipeline);
    await calls.createApprovals();
  });
  after(() => pipeline.stop());

  const deploy = (): EC2Client => calls.session('deploy-web', 'build-7');
  /** Who names his session as the pipeline names its role. */
  const sam = (): EC2Client => calls.session('developer', 'deploy-web');
  /** A group whose rules the pipeline added, that for the shop among them. */
  const groupOfPipeline = async (...more: IpPermission[]): Promise<string> => {
    const id = await createGroup(pipeline.account, []);
    await calls.authorise(deploy(), id, tcp(443, ['0.0.0.0/0', 'the shop']), ...more);
    return id;
  };
  /** A group with a rule of which no call tells. */
  const groupOfBefore = async (): Promise<string> => {
    pipeline.account.trail.logging = false;
    const id = await createGroup(pipeline.account, [office]);
    await pipeline.account.settled();
    pipeline.account.trail.logging = true;
    // CloudTrail gives whole seconds, and what is recorded within the second of a call may be of after it.
    pipeline.account.clock.advance(2000);
    return id;
  };
  const toldAbout = (id: string): string =>
    JSON.stringify(pipeline.slack.messages.filter((message) => JSON.stringify(message).includes(id)));

  it('are found and reverted, whatever the session is named, and Slack is told who made them', async () => {
    const id = await groupOfPipeline();
    await calls.authorise(sam(), id, tcp(22, '0.0.0.0/0'), tcp(80, '::/0'));
    const IpPermissions = [tcp(25, '198.51.100.7/32')];
    await sam().send(new AuthorizeSecurityGroupEgressCommand({ GroupId: id, IpPermissions }));
    await pipeline.account.settled();
    const queued = pipeline.queued(id).map((one) => [one.rule, one.evidence.source]);

    const answer = await pipeline.drain();

    assert.deepEqual(queued, [
      [rule, 'cloudtrail'],
      [rule, 'cloudtrail'],
    ]);
    assert.deepEqual(answer, drained(2, { mended: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), [shop]);
    assert.deepEqual(await egressOf(pipeline.account, id), ['-1 -1 0.0.0.0/0']);
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress', 'RevokeSecurityGroupEgress']);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
    assert.match(
      toldAbout(id),
      /tcp 22 from 0\.0\.0\.0\/0 was added by [^"]*assumed-role\/developer\/deploy-web at 20/,
    );
    const [action] = await calls.actionsOn(id);
    assert.equal(action?.actor, 'arn:aws:sts::123456789012:assumed-role/developer/deploy-web');
    assert.equal(action?.verdictAfter, 'COMPLIANT');
  });

  it('are shown by inspect --live as they would be reverted, given the parameters and the ledger', async () => {
    const id = await groupOfPipeline();
    await calls.authorise(sam(), id, tcp(22, '0.0.0.0/0'));
    const files = await temporaryFiles();
    const all = await files.write('all.json', { [rule]: parameters });
    const { approvedPrincipals } = parameters;
    const own = await files.write('own.json', { [rule]: { approvedPrincipals } });
    const environment = { ...pipeline.account.environment(), CONFIGMEND_QUEUE: pipeline.deployment.queueUrl };
    const look = async (...more: readonly string[]) => {
      const args = ['inspect', '--live', '--json', '--resource', id, ...more];
      const { code, stdout } = await configmend(args, environment);
      const { resources }: Inspection = JSON.parse(stdout);
      return { code, found: resources.map(({ state, plan }) => [state, plan.before]), said: resources[0]?.stateReason };
    };

    const ledger = ['--bucket', pipeline.deployment.ledgerBucket];
    const refused = [
      await look(...ledger),
      await look('--parameters', all),
      await look(...ledger, '--parameters', all),
    ];
    const judged = await look(...ledger, '--parameters', own);
    await files.remove();

    assert.deepEqual(
      refused.map(({ code }) => code),
      [1, 1, 1],
    );
    const [bare, withoutLedger, withoutApprovals] = refused.map(({ said }) => said ?? '');
    assert.equal(bare, `AWS Config does not have the parameters of ${rule}: give them with --parameters`);
    assert.match(withoutLedger ?? '', /what is recorded of its changes was not read/);
    assert.match(withoutApprovals ?? '', /approvals cannot be read: the bucket acme-approvals: AccessDenied/);
    assert.deepEqual(judged, { code: 0, found: [['confirmed', ['tcp 22 from 0.0.0.0/0']]], said: undefined });
    await pipeline.drain();
    assert.deepEqual(await ingressOf(pipeline.account, id), [shop]);
  });

  it('can be undone: what is put back is left alone as long as it is exempt', async () => {
    const id = await groupOfPipeline();
    await calls.authorise(sam(), id, tcp(22, '0.0.0.0/0'));
    await pipeline.drain();

    const { code, stderr } = await calls.restore((await calls.actionsOn(id))[0]);

    assert.deepEqual([code, stderr], [0, '']);
    await pipeline.drain();
    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 22 0.0.0.0/0', shop]);
    assert.lengthOf(await calls.recordsOf(id), 3, 'by the pipeline, by hand, and by who restored');
    assert.deepEqual(pipeline.queued(id), []);
    assert.lengthOf(await calls.actionsOn(id), 2, 'the mend and its restore, and no other mend');
  });

  it('put a rule back that was changed, with its description and its id, and can be undone as well', async () => {
    const id = await groupOfPipeline(office);
    const [ruleId, start] = [await calls.ruleIdOf(id, 8443), await ingressOf(pipeline.account, id)];
    await calls.modify(sam(), id, ruleId, anyPort);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { mended: 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), start);
    assert.equal(await calls.ruleIdOf(id, 8443), ruleId);
    assert.deepEqual(changesOf(pipeline, id), ['ModifySecurityGroupRules']);
    await calls.restore((await calls.actionsOn(id))[0]);
    await pipeline.drain();
    assert.equal(await calls.ruleIdOf(id, 0), ruleId, 'undone, and left alone');
  });

  it('put a rule back to what AWS Config had recorded, where no call tells of what it was', async () => {
    const id = await groupOfBefore();
    const ruleId = await calls.ruleIdOf(id, 8443);
    await calls.modify(sam(), id, ruleId, anyPort);

    await pipeline.drain();

    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 8443 198.51.100.0/24 "office"']);
    assert.equal(await calls.ruleIdOf(id, 8443), ruleId);
  });

  it('are left to people, and told of, where nobody knows for certain what a rule was', async () => {
    await pipeline.record(false);
    const id = await groupOfBefore();
    await calls.modify(sam(), id, await calls.ruleIdOf(id, 8443), anyPort);
    await pipeline.record(true);

    await pipeline.drain();

    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 0-65535 0.0.0.0/0']);
    assert.deepEqual(changesOf(pipeline, id), []);
    assert.deepEqual(toldOfMends(pipeline, id), ['Refused, left as it is']);
    assert.include(toldAbout(id), 'what it was before is not certain');
  });

  it('are none where the pipeline made them, or takes them over', async () => {
    const id = await groupOfPipeline();
    const later = tcp(22, '10.0.0.0/8');
    await calls.modify(deploy(), id, await calls.ruleIdOf(id, 443), anyPort);
    await calls.authorise(sam(), id, later);
    await sam().send(new RevokeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: [later] }));
    await calls.authorise(deploy(), id, later);
    const start = await ingressOf(pipeline.account, id);

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(await ingressOf(pipeline.account, id), start);
    assert.deepEqual(toldOfMends(pipeline, id), []);
  });

  it('are none where somebody in another account approved them, and nobody approves his own', async () => {
    const [one, own] = [await groupOfPipeline(), await groupOfPipeline()];
    const change = {
      direction: 'ingress',
      protocol: 'tcp',
      fromPort: 8000,
      toPort: 8999,
      source: '198.51.100.0/24',
    } as const;
    await calls.approve(one, change, 'kim');
    await calls.approve(own, change, 'arn:aws:iam::123456789012:role/developer');
    for (const id of [one, own]) await calls.authorise(sam(), id, tcp(8443, '198.51.100.7/32'));
    await calls.authorise(sam(), one, tcp(9000, '198.51.100.7/32'));

    await pipeline.drain();

    assert.deepEqual(await ingressOf(pipeline.account, one), [shop, 'tcp 8443 198.51.100.7/32']);
    assert.deepEqual(await ingressOf(pipeline.account, own), [shop]);
  });

  it('are recorded once where their event is delivered twice, and not at all where the call failed', async () => {
    const id = await groupOfPipeline();
    pipeline.account.trail.deliverTwice(1);
    await calls.authorise(sam(), id, tcp(22, '0.0.0.0/0'));
    const failed = await calls.authorise(sam(), id, tcp(443, '0.0.0.0/0')).then(
      () => 'it succeeded',
      (error: unknown) => (error instanceof Error ? error.name : ''),
    );
    await pipeline.account.settled();

    await pipeline.drain();

    assert.equal(failed, 'InvalidPermission.Duplicate');
    assert.lengthOf(await calls.recordsOf(id), 2);
    assert.deepEqual(changesOf(pipeline, id), ['RevokeSecurityGroupIngress']);
    assert.deepEqual(await ingressOf(pipeline.account, id), [shop]);
    assert.deepEqual(toldOfMends(pipeline, id), ['Mended']);
  });

  it('are not believed of a message in the queue', async () => {
    const id = await groupOfPipeline();
    const found: Violation = {
      kind: 'unapproved-change',
      rule: ingress('tcp', 443, '0.0.0.0/0'),
      ruleId: await calls.ruleIdOf(id, 443),
      actor: 'arn:aws:iam::123456789012:user/mallory',
      at: '2026-11-20T12:00:00Z',
      eventId: 'made-up',
      eventName: 'AuthorizeSecurityGroupIngress',
    };
    await pipeline.send(instruction({ rule, resource: groupIdentity(id), violations: [found] }));

    const answer = await pipeline.drain();

    assert.deepEqual(answer, drained(1, { 'nothing-to-do': 1 }));
    assert.deepEqual(changesOf(pipeline, id), []);
  });

  it('are nobody’s of what was there before: it is left alone, also beside one that is reverted', async () => {
    const id = await groupOfBefore();
    await calls.authorise(sam(), id, tcp(22, '0.0.0.0/0'));
    const before = await calls.ruleIdOf(id, 8443);

    await pipeline.drain();

    assert.deepEqual(await ingressOf(pipeline.account, id), ['tcp 8443 198.51.100.0/24 "office"']);
    assert.equal(await calls.ruleIdOf(id, 8443), before);
    assert.isNotEmpty(await egressOf(pipeline.account, id), 'what CreateSecurityGroup began with');
  });
});
