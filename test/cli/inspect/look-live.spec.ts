import { assert } from 'chai';
import * as sinon from 'sinon';
import { type LiveDeps, lookLive } from '../../../cli/inspect/look-live.ts';
import { emptyContext } from '../../../contract/context.ts';
import { Failure } from '../../../contract/failure.ts';
import type { GroupRule, Resource } from '../../../contract/resource.ts';
import { securityGroupRemediator } from '../../../remediators/security-group.ts';
import { defaultPlanLimits } from '../../../remediators/remediator.ts';
import { rules } from '../../../rules/registry.ts';
import { allUsersUri, bucket, groupGrant } from '../../support/buckets.ts';
import { exemption, exemptionList } from '../../support/exemptions.ts';
import { accountId, groupIdentity, portsRule } from '../../support/instructions.ts';
import { finding, inspected } from '../../support/inspections.ts';
import { ingress, securityGroup } from '../../support/security-groups.ts';

const now = new Date('2026-11-21T13:00:00.000Z');
const authorised = 'security-group-authorized-ports';
const group = (given: readonly GroupRule[], id = 'sg-1') => securityGroup(given, { id, arn: groupIdentity(id).arn });

/** A finding as the rule would have queued it of that group. */
const queuedOf = (given: readonly GroupRule[], rule = portsRule) => {
  const judge = rules.find(({ id }) => id === rule)?.withParameters({});
  const violations = judge?.(group(given), emptyContext) ?? [];
  return finding({ rule, violations, plan: securityGroupRemediator.plan(group(given), violations, defaultPlanLimits) });
};

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const rdp = ingress('tcp', 3389, '0.0.0.0/0');
const queued = inspected({ findings: [queuedOf([ssh])] });

type There = Awaited<ReturnType<LiveDeps['reach']>>;

function setUp(
  live: Readonly<Record<string, Resource | Failure>>,
  overrides: Partial<LiveDeps> = {},
  readerOf?: There['readerOf'],
) {
  const read = sinon.spy(async (ids: readonly string[]) => {
    const found = new Map<string, Resource>();
    const failed = new Map<string, Failure>();
    for (const id of ids) {
      const resource = live[id];
      if (resource instanceof Failure) failed.set(id, resource);
      else if (resource !== undefined) found.set(id, resource);
    }
    return { found, failed, gone: new Set(ids.filter((id) => live[id] === undefined)) };
  });
  const judging = rules.filter((rule) => rule.id !== 'security-group-unapproved-change');
  const there: There = {
    readerOf: readerOf ?? (() => ({ read, contextOf: () => Promise.resolve(emptyContext) })),
    judges: () => Promise.resolve(new Map(judging.map((rule) => [rule.id, rule.withParameters({})]))),
  };
  const reach = sinon.spy<LiveDeps['reach']>(({ accountId: of }) =>
    of === accountId ? Promise.resolve(there) : Promise.reject(new Failure('ROLE_NOT_ASSUMED', `no way into ${of}`)),
  );
  return { deps: { reach, now: () => now, ...overrides } satisfies LiveDeps, read, reach };
}

const lookAt = async (live: Resource | Failure | undefined, overrides: Partial<LiveDeps> = {}, one = queued) => {
  const { deps } = setUp(live === undefined ? {} : { 'sg-1': live }, overrides);
  const [looked] = await lookLive([one], deps);
  return looked ?? assert.fail('nothing was answered');
};

describe('lookLive', () => {
  it('confirms what would be done as it is queued', async () => {
    const looked = await lookAt(group([ssh]));

    assert.equal(looked.state, 'confirmed');
    assert.deepEqual(looked.plan.changes, queued.findings[0]?.plan.changes);
  });

  it('plans anew what has changed since, and says what is exposed otherwise', async () => {
    const looked = await lookAt(group([rdp]));

    assert.equal(looked.state, 'changed');
    assert.deepEqual(looked.plan.before, ['tcp 3389 from 0.0.0.0/0']);
    assert.equal(
      looked.stateReason,
      `${portsRule}: no longer tcp 22 from the whole IPv4 internet, now tcp 3389 from the whole IPv4 internet`,
    );
    assert.deepEqual(looked.findings[0]?.exposure, ['tcp 3389 from the whole IPv4 internet']);
  });

  it('plans for all rules together, where each had planned by itself', async () => {
    const wide = ingress('tcp', [22, 443], '0.0.0.0/0');
    const both = inspected({ findings: [queuedOf([wide]), queuedOf([wide], authorised)] });

    const looked = await lookAt(group([wide]), {}, both);

    assert.equal(looked.state, 'confirmed');
    assert.deepEqual(looked.plan.after, ['tcp 80 from 0.0.0.0/0', 'tcp 443 from 0.0.0.0/0']);
  });

  it('says by which rule nothing is wrong any more', async () => {
    const odd = ingress('tcp', 8000, '0.0.0.0/0');
    const both = inspected({ findings: [queuedOf([ssh]), queuedOf([odd], authorised)] });

    const looked = await lookAt(group([odd]), {}, both);

    assert.equal(looked.state, 'changed');
    assert.equal(looked.stateReason, `${portsRule}: nothing is wrong any more`);
  });

  const list = exemptionList(exemption({ resource: 'sg-1' }));
  const foreign = inspected({ resource: groupIdentity('sg-1', { accountId: '210987654321' }) });
  const unknown = inspected({ findings: [finding({ rule: 'no-such-rule' })] });
  for (const [what, live, state, reason, overrides, one] of [
    ['has nothing open any more', group([]), 'clean', undefined, {}, queued],
    ['is deleted', undefined, 'gone', undefined, {}, queued],
    ['is exempt by now', group([ssh]), 'exempt', undefined, { exemptions: list }, queued],
    [
      'cannot be read',
      new Failure('READ_FAILED', 'sg-1: UnauthorizedOperation'),
      'unreadable',
      'sg-1: UnauthorizedOperation',
      {},
      queued,
    ],
    ['is in an account that is not let into', group([ssh]), 'unreadable', 'no way into 210987654321', {}, foreign],
    [
      'is asked for by a rule that is not known',
      group([ssh]),
      'unreadable',
      'there is no rule no-such-rule here to judge it by',
      {},
      unknown,
    ],
    ['has a source that cannot be read', group([ingress('tcp', 22, 'pl-0123')]), 'unreadable', /pl-0123/, {}, queued],
  ] as const) {
    it(`calls ${state} what ${what}`, async () => {
      const looked = await lookAt(live, overrides, one);

      assert.equal(looked.state, state);
      if (reason instanceof RegExp) assert.match(looked.stateReason ?? '', reason);
      else assert.equal(looked.stateReason, reason);
      if (state === 'clean' || state === 'gone' || state === 'exempt') assert.deepEqual(looked.plan.changes, []);
    });
  }

  it('leaves to people what has no safe mend, and says why', async () => {
    const photos = bucket({ accountId, versioning: { status: 'Suspended', mfaDelete: true } });
    const { type, id, arn, region, tags } = photos;
    const one = inspected({
      resource: { type, id, arn, accountId, region, tags },
      findings: [finding({ rule: 's3-bucket-versioning' })],
    });

    const [looked] = await lookLive([one], setUp({ [id]: photos }).deps);

    assert.equal(looked?.state, 'people');
    assert.match(looked?.stateReason ?? '', /MFA/);
  });

  it('says why one of its rules is left to people while the others are mended', async () => {
    const photos = bucket({ accountId, grants: [groupGrant(allUsersUri)] });
    const { type, id, arn, region, tags } = photos;
    const one = inspected({
      resource: { type, id, arn, accountId, region, tags },
      findings: ['s3-bucket-public-access', 's3-bucket-public-access-block'].map((rule) => finding({ rule })),
    });

    const [looked] = await lookLive([one], setUp({ [id]: photos }).deps);

    assert.equal(looked?.state, 'changed');
    assert.match(looked?.stateReason ?? '', /s3-bucket-public-access-block: left to people: .*the ACL grants READ to/);
  });

  it('says what is missing of a rule whose parameters nobody has given', async () => {
    const one = inspected({ findings: [finding({ rule: 'security-group-unapproved-change' })] });

    const looked = await lookAt(group([ssh]), {}, one);

    assert.equal(looked.state, 'unreadable');
    assert.match(
      looked.stateReason ?? '',
      /parameters of security-group-unapproved-change: give them with --parameters$/,
    );
  });

  it('calls unreadable all that could not be read together', async () => {
    const { deps } = setUp({}, {}, () => ({
      read: () => Promise.reject(new Error('no answer')),
      contextOf: () => Promise.resolve(emptyContext),
    }));

    const [looked] = await lookLive([queued], deps);

    assert.deepInclude(looked, { state: 'unreadable', stateReason: 'Error: no answer' });
  });

  it('reads as few times as it can, and keeps the order', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => `sg-${index}`);
    const { deps, read } = setUp(Object.fromEntries(ids.map((id) => [id, group([ssh], id)])));

    const looked = await lookLive(
      ids.map((id) => inspected({ resource: groupIdentity(id) })),
      deps,
    );

    sinon.assert.calledTwice(read);
    assert.deepEqual(
      looked.map(({ resource }) => resource.id),
      ids,
    );
  });

  it('goes once into each account and region, and into none that is refused', async () => {
    const abroad = inspected({
      resource: groupIdentity('sg-2', { region: 'us-east-1' }),
      findings: queued.findings,
    });
    const strange = {
      ...inspected({ resource: groupIdentity('sg-3', { accountId: '999988887777' }) }),
      standing: { kind: 'refused', reason: 'a stranger' } as const,
    };
    const { deps, reach } = setUp({ 'sg-1': group([ssh]), 'sg-2': group([rdp], 'sg-2') });

    const looked = await lookLive([queued, abroad, strange], deps);

    assert.deepEqual(
      reach.args.map(([place]) => place),
      [
        { accountId, region: 'eu-west-1' },
        { accountId, region: 'us-east-1' },
      ],
    );
    assert.deepEqual(
      looked.map(({ state }) => state),
      ['confirmed', 'changed', 'as-queued'],
    );
  });

  it('ends when it is interrupted', async () => {
    const { deps, read } = setUp({ 'sg-1': group([ssh]) }, { signal: AbortSignal.abort(new Error('Ctrl-C')) });

    const error = await lookLive([queued], deps).catch((thrown: unknown) => thrown);

    assert.propertyVal(error, 'message', 'Ctrl-C');
    sinon.assert.notCalled(read);
  });
});
