import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { Resource } from '../../contract/resource.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { awsError } from '../support/aws.ts';
import { exemption, reading } from '../support/exemptions.ts';
import { groupIdOf, looking, lookedAt, openGroup, portsRule, where } from './support/looking.ts';

const blockRule = 's3-account-public-access-block';
const versioningRule = 's3-bucket-versioning';
const block: Resource = {
  type: 'AWS::S3::AccountPublicAccessBlock',
  id: where.accountId,
  arn: `arn:aws:iam::${where.accountId}:root`,
  accountId: where.accountId,
  region: where.region,
  tags: {},
  publicAccessBlock: null,
};

describe('the sweep of a place', () => {
  it('queues what is wrong, one instruction for each rule and resource, as found by a sweep', async () => {
    const { run, queued } = looking({ resources: [openGroup(groupIdOf(1)), openGroup(groupIdOf(2), false)] });

    const { counts, findings, unread, next } = await run();

    assert.deepEqual(counts, { [portsRule]: { compliant: 1, exempt: 0, violating: 1, unread: 0 } });
    assert.deepEqual(
      findings.map(({ resource, rule, disposition }) => [resource.id, rule, disposition]),
      [[groupIdOf(1), portsRule, 'queued']],
    );
    assert.deepEqual(
      queued.map(({ resource, evidence }) => [resource.id, evidence]),
      [[groupIdOf(1), { source: 'sweep', capturedAt: lookedAt.toISOString() }]],
    );
    assert.deepEqual([unread, next], [[], undefined]);
  });

  for (const [what, given, disposition, reason] of [
    ['a rule that observes', { modes: { [portsRule]: 'observe' } }, 'observed', /rule_modes/],
    [
      'an account that is only observed',
      { place: { heldBack: { disposition: 'observed', reason: 'account shop is in mode observe' } } },
      'observed',
      /shop/,
    ],
    [
      'a sweep that is to queue nothing',
      { place: { heldBack: { disposition: 'not-queued', reason: 'nobody asked' } } },
      'not-queued',
      /nobody asked/,
    ],
    ['an exemption', { deps: { exemptions: reading(exemption()) } }, 'exempt', /by network team/],
  ] as const) {
    it(`reports and does not queue what it finds under ${what}`, async () => {
      const { run, queued } = looking(given);

      const { findings } = await run();

      assert.lengthOf(findings, 1);
      assert.equal(findings[0]?.disposition, disposition);
      assert.match(findings[0]?.reason ?? '', reason);
      assert.deepEqual(queued, []);
    });
  }

  it('leaves to people what cannot be decided, and says why', async () => {
    const rules = [{ direction: 'ingress', protocol: 'tcp', fromPort: 22, toPort: 22 }] as const;
    const undecided = {
      ...openGroup(groupIdOf(1), false),
      rules: rules.map((one) => ({ ...one, source: { kind: 'prefix-list', id: 'pl-1' } })),
    };
    const { run, queued } = looking({ resources: [undecided as Resource] });

    const { findings } = await run();

    assert.equal(findings[0]?.disposition, 'left-to-people');
    assert.match(findings[0]?.reason ?? '', /pl-1/);
    assert.deepEqual(queued, []);
  });

  it('queues under the grace period of the rule, which begins where AWS Config knew of no violation', async () => {
    const { run, queued } = looking({ graces: { [portsRule]: '24h' } });

    const { findings } = await run();

    const notBefore = '2026-11-22T03:00:05.000Z';
    assert.deepEqual([queued[0]?.notBefore, queued[0]?.begins], [notBefore, true]);
    assert.equal(findings[0]?.notBefore, notBefore);
  });

  it('reports what cannot be read, counts it for its rules, and judges the others', async () => {
    const resources = [openGroup(groupIdOf(1)), openGroup(groupIdOf(2))];
    const { run, queued } = looking({ resources, failing: [groupIdOf(1)] });

    const { counts, unread } = await run();

    assert.deepEqual(unread, [
      { type: 'AWS::EC2::SecurityGroup', id: groupIdOf(1), reason: `${groupIdOf(1)} cannot be read: denied` },
    ]);
    assert.deepEqual(counts[portsRule], { compliant: 0, exempt: 0, violating: 1, unread: 1 });
    assert.deepEqual(
      queued.map(({ resource }) => resource.id),
      [groupIdOf(2)],
    );
  });

  it('reports a kind that cannot be listed, and goes on with the others', async () => {
    const idsOf = (type: string) =>
      type === 'AWS::EC2::SecurityGroup'
        ? Promise.reject(awsError('UnauthorizedOperation', { status: 403 }))
        : Promise.resolve([block.id]);
    const parameters = { [portsRule]: {}, [blockRule]: {} };
    const { run } = looking({ resources: [block], parameters, deps: { idsOf } });

    const { findings, unread } = await run();

    assert.deepEqual(
      findings.map(({ rule }) => rule),
      [blockRule],
    );
    assert.lengthOf(unread, 1);
    assert.match(unread[0]?.reason ?? '', /cannot be listed: UnauthorizedOperation/);
  });

  it('reports a place that nobody gets into, in one line, and reads nothing', async () => {
    const clients = () => Promise.reject(new Failure('ROLE_NOT_ASSUMED', 'role x cannot be assumed'));
    const { run, read } = looking({ deps: { clients } });

    const { counts, findings, unread } = await run();

    assert.deepEqual([findings, unread], [[], [{ reason: 'role x cannot be assumed' }]]);
    assert.deepEqual(counts[portsRule], { compliant: 0, exempt: 0, violating: 0, unread: 0 });
    sinon.assert.notCalled(read);
  });

  it('says so where the exemptions cannot be read, and queues all the same: what is queued waits for them', async () => {
    const failure = new Failure('EXEMPTIONS_UNREADABLE', 'the exemptions are torn');
    const { run, queued } = looking({
      deps: { exemptions: () => Promise.resolve({ kind: 'unreadable', failure }) },
    });

    const { unread } = await run();

    assert.match(unread[0]?.reason ?? '', /the exemptions are torn/);
    assert.lengthOf(queued, 1);
  });

  it('rejects where something may not have been queued', async () => {
    const queue = () => Promise.reject(new Failure('QUEUE_SEND_FAILED', 'no'));

    await assertRejects(looking({ deps: { queue } }).run(), 'QUEUE_SEND_FAILED');
  });

  it('stops after a lot when the time is up, and goes on after it, with nothing missed and nothing twice', async () => {
    const resources = Array.from({ length: 450 }, (_, at) => openGroup(groupIdOf(at), at % 90 === 0));
    const seen: string[] = [];
    let from: Parameters<typeof looking>[0] = {};
    for (let part = 0; part < 3; part++) {
      const { run, queued, read } = looking({
        resources: resources.toReversed(),
        deps: { hasTime: () => false },
        ...from,
      });
      const { next } = await run();
      sinon.assert.calledOnce(read);
      seen.push(...queued.map(({ resource }) => resource.id));
      if (part < 2) assert.deepEqual(next, { type: 'AWS::EC2::SecurityGroup', after: groupIdOf((part + 1) * 200 - 1) });
      else assert.isUndefined(next);
      from = { place: { from: next } };
    }

    assert.deepEqual(seen, [0, 90, 180, 270, 360].map(groupIdOf));
  });

  it('reads ten thousand groups two hundred at a time, and each once', async () => {
    const resources = Array.from({ length: 10_000 }, (_, at) => openGroup(groupIdOf(at), at % 1000 === 0));
    const { run, queued, read } = looking({ resources });

    const { counts, findings } = await run();

    const lots = read.args.map(([, , ids]) => ids);
    assert.isTrue(lots.every(({ length }) => length === 200));
    assert.equal(new Set(lots.flat()).size, 10_000);
    assert.deepEqual(counts[portsRule], { compliant: 9_990, exempt: 0, violating: 10, unread: 0 });
    assert.deepEqual([findings.length, queued.length], [10, 10]);
  });

  it('asks for the account’s block only where it is to, and in the next region where one does not answer', async () => {
    const parameters = { [blockRule]: {} };
    const elsewhere = looking({ resources: [block], parameters, place: { blockRegions: [] } });
    const refused = looking({
      resources: [block],
      parameters,
      failing: [block.id],
      place: { blockRegions: ['ap-east-1', 'eu-west-1'] },
    });

    assert.deepEqual((await elsewhere.run()).findings, []);
    sinon.assert.notCalled(elsewhere.read);
    const { unread } = await refused.run();
    assert.deepEqual(
      refused.read.args.map(([, region]) => region),
      ['ap-east-1', 'eu-west-1'],
    );
    assert.lengthOf(unread, 1);
  });

  it('reads no kind that no rule judges', async () => {
    const listed: string[] = [];
    const idsOf = (type: string) => {
      listed.push(type);
      return Promise.resolve([]);
    };

    await looking({ parameters: { [versioningRule]: {} }, deps: { idsOf } }).run();

    assert.deepEqual(listed, ['AWS::S3::Bucket']);
  });
});
