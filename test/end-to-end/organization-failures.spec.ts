import { S3Client } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import type { Place } from '../../accounts/membership.ts';
import { createSweepStore } from '../../sweep/sweep-store.ts';
import { configmend } from '../support/cli.ts';
import { apiCallEvent } from '../support/api-calls.ts';
import { groupIdentity, instruction, portsRule } from '../support/instructions.ts';
import { changeEvent, groupItem } from '../support/rule-events.ts';
import { drained } from './support/drained.ts';
import { home, hub, type Organization, startOrganization } from './support/organization.ts';
import { createGroup, ingressOf, tcp } from './support/security-groups.ts';
import { verdictOn } from './support/verdict.ts';

const at = (accountId: string, region = home.region): Place => ({ accountId, region });
/** Its roles were never made. */
const prod = at('111122223333');
const staging = at('444455556666');
/** Switched off after something was found in it. */
const closed = at(staging.accountId, 'eu-south-1');
const sandbox = at('777788889999');
/** It has the stack and the settings of the hub, and is not one of member_accounts. */
const stranger = at('999988887777');

describe('An organization in which not all is well, end to end', () => {
  let organization: Organization;
  const groups = new Map<Place, string>();
  before(async () => {
    const member = (name: string, mode = 'auto', ...regions: string[]) => ({
      name,
      mode,
      regions: [home.region, ...regions],
    });
    const own = { roles_region: home.region };
    const local = { ...own, judge: 'local' };
    organization = await startOrganization({
      accounts: {
        [hub]: member('security'),
        [prod.accountId]: member('prod-payments'),
        [staging.accountId]: member('staging', 'auto', closed.region),
        [sandbox.accountId]: member('sandbox', 'observe'),
      },
      stacks: [
        { place: prod, variables: { ...local, roles_region: closed.region } },
        { place: staging, variables: own },
        { place: closed, variables: local },
        { place: sandbox, variables: own },
        { place: stranger, variables: local },
      ],
    });
    const { account } = organization;
    account.regions.enable(closed.accountId, closed.region);
    account.trail.logging = false;
    await organization.recordIn([home, prod, staging, closed, sandbox, stranger], true);
    for (const place of [home, prod, staging, closed, sandbox, stranger]) {
      groups.set(place, await createGroup(organization.at(place), [tcp(22, '0.0.0.0/0')]));
    }
    await account.settled();
  });
  after(() => organization?.stop());

  const idIn = (place: Place): string => groups.get(place) ?? assert.fail('no group');
  const ingress = (place: Place): Promise<string[]> => ingressOf(organization.at(place), idIn(place));
  const queuedOf = (place: Place): number => organization.queued(idIn(place)).length;
  const messagesAbout = (id: string): string[] =>
    organization.slack.messages.map((message) => JSON.stringify(message)).filter((text) => text.includes(id));
  const identity = (place: Place) =>
    groupIdentity(idIn(place), {
      ...place,
      arn: `arn:aws:ec2:${place.region}:${place.accountId}:security-group/${idIn(place)}`,
    });
  const open = ['tcp 22 0.0.0.0/0'];

  it('queues what is found in members to be mended, and nothing else', () => {
    assert.deepEqual([home, prod, staging, closed].map(queuedOf), [1, 1, 1, 1]);
    assert.deepEqual([sandbox, stranger].map(queuedOf), [0, 0]);
  });

  describe('a member that is only observed', () => {
    it('is judged, and told by its name', async () => {
      const verdict = await verdictOn({ ...organization, account: organization.at(sandbox) }, idIn(sandbox), portsRule);

      assert.propertyVal(verdict, 'ComplianceType', 'NON_COMPLIANT');
      const [told = '', ...more] = messagesAbout(idIn(sandbox));
      assert.isEmpty(more);
      assert.include(told, 'Non-compliant');
      assert.include(told, `sandbox (${sandbox.accountId})`);
    });

    it('is not looked at by the fast path either', async () => {
      organization.account.trail.logging = true;
      const id = await createGroup(organization.at(sandbox), [tcp(22, '0.0.0.0/0')]);
      await organization.account.settled();
      organization.account.trail.logging = false;

      assert.isEmpty(organization.queued(id));
    });
  });

  describe('a run of the coordinator', () => {
    let letters: ReturnType<Organization['deadLetters']>;
    before(async () => {
      organization.account.regions.disable(closed.accountId, closed.region);
      await organization.send(instruction({ resource: identity(sandbox) }));
      assert.deepEqual(await organization.drainAll(), { mended: 2, failed: 2 });
      letters = organization.deadLetters();
    });

    it('mends where it can', async () => {
      assert.deepEqual(await ingress(home), []);
      assert.deepEqual(await ingress(staging), []);
    });

    for (const [title, place, code, names] of [
      [
        'whose role is missing',
        prod,
        'ROLE_NOT_ASSUMED',
        [`prod-payments (${prod.accountId})`, `arn:aws:iam::${prod.accountId}:role/configmend-mender-security-group`],
      ],
      ['whose region is switched off', closed, 'READ_FAILED', [`staging (${closed.accountId})`, closed.region]],
    ] as const) {
      it(`reports a member ${title}: in the dead letters and in Slack`, () => {
        const letter = letters.find(({ body }) => body.includes(idIn(place)));
        const told = messagesAbout(idIn(place)).filter((text) => text.includes('Mend failed'));

        assert.equal(letter?.code, code);
        assert.lengthOf(told, 1);
        for (const name of names) {
          assert.include(letter?.reason, name);
          assert.include(told[0], name);
        }
      });
    }

    it('leaves what is only observed as it is, and in the queue', async () => {
      assert.deepEqual(await ingress(sandbox), open);
      assert.equal(queuedOf(sandbox), 1);
      assert.isEmpty(letters.filter(({ body }) => body.includes(idIn(sandbox))));
    });
  });

  describe('a sweep', () => {
    it('says which places it could not look at, and looks at all others', async () => {
      const { account, deployment } = organization;

      await organization.invoke('sweep', {});

      const report = await createSweepStore(new S3Client(account.clientConfig()), deployment.ledgerBucket).last();
      const unread = new Map(
        report?.parts.map(({ place, unread: why }) => [
          `${place.accountId} ${place.region}`,
          why.map(({ reason }) => reason).join(' '),
        ]),
      );
      const unreadIn = ({ accountId, region }: Place): string => unread.get(`${accountId} ${region}`) ?? '';
      assert.deepEqual([home, staging, sandbox].map(unreadIn), ['', '', '']);
      assert.include(unreadIn(prod), `prod-payments (${prod.accountId})`);
      assert.include(unreadIn(prod), `arn:aws:iam::${prod.accountId}:role/configmend-reader`);
      assert.include(unreadIn(closed), 'AuthFailure');
      assert.lengthOf([...unread.keys()], 5);
    });
  });

  describe('an account that is not one of member_accounts', () => {
    const calledThere = () =>
      organization.account.calls.calls.filter(
        ({ accountId, principalArn }) => accountId === stranger.accountId && principalArn.includes('configmend-'),
      );

    it('is not judged, by its own copy of the stack either', async () => {
      const there = { ...organization, account: organization.at(stranger) };

      assert.isUndefined(await verdictOn(there, idIn(stranger), portsRule));
    });

    it('cannot send its events to the hub', async () => {
      const { account } = organization;
      const before = account.services.events.failedInvocations.length;
      account.trail.logging = true;
      const id = await createGroup(organization.at(stranger), [tcp(22, '0.0.0.0/0')]);
      await account.settled();
      account.trail.logging = false;

      const refused = account.services.events.failedInvocations.slice(before);
      assert.isNotEmpty(refused);
      for (const { targetArn, reason } of refused) {
        assert.equal(targetArn, `arn:aws:events:${home.region}:${hub}:event-bus/configmend-members`);
        assert.match(reason, /AccessDenied/);
      }
      assert.isEmpty(organization.queued(id));
    });

    it('has no event of it judged by a function of the hub', async () => {
      const item = groupItem({ awsAccountId: stranger.accountId, resourceId: idIn(stranger) });
      const configRuleArn = `arn:aws:config:${home.region}:${stranger.accountId}:config-rule/config-rule-1`;
      const event = changeEvent(item, { accountId: stranger.accountId, configRuleArn });
      const call = apiCallEvent(
        { recipientAccountId: stranger.accountId, requestParameters: { groupId: idIn(stranger) } },
        { account: stranger.accountId },
      );

      const judged = await organization.invoke(portsRule, event);
      const looked = await organization.invoke('fast-path', call);

      assert.equal(judged.kind, 'threw');
      assert.include(JSON.stringify(judged), `account ${stranger.accountId} is not one of member_accounts`);
      assert.equal(looked.kind, 'returned');
      const logs = organization.account.services.lambda.logs(organization.deployment.functionName('fast-path'));
      assert.include(logs.at(-1), `account ${stranger.accountId} is not one of member_accounts`);
      assert.isEmpty(organization.queued(idIn(stranger)));
    });

    for (const [title, resource] of [
      ['an account', () => identity(stranger)],
      ['a region of a member', () => ({ ...identity(staging), region: 'us-west-2' })],
    ] as const) {
      it(`has nothing changed, and people told, for an instruction about such ${title}`, async () => {
        const { id, accountId } = resource();
        const earlier = organization.deadLetters().length;
        await organization.send(instruction({ resource: resource() }));

        assert.deepEqual(await organization.drain(), drained(1, {}, { deadLetters: 1 }));

        const [letter] = organization.deadLetters().slice(earlier);
        assert.equal(letter?.code, 'ACCOUNT_UNKNOWN');
        assert.include(letter?.reason, accountId);
        const told = messagesAbout(id).filter((text) => text.includes('Dead letter'));
        assert.lengthOf(told, 1);
        assert.include(told[0], 'member_accounts');
      });
    }

    it('is called by nobody of the hub', async () => {
      assert.deepEqual(await ingress(stranger), open);
      assert.isEmpty(calledThere().filter(({ principalArn }) => !principalArn.includes(`::${stranger.accountId}:`)));
      assert.isEmpty(calledThere().filter(({ operation }) => operation === 'AssumeRole'));
    });
  });

  describe('a dead letter', () => {
    it('that is sent back is mended, once the member has its roles', async () => {
      const { account, deployment, members } = organization;
      await members.find(({ place }) => place === prod)?.apply({ roles_region: prod.region });

      const returned = await configmend(['dead-letters', 'return', '--all', '--yes'], {
        ...account.environment(),
        CONFIGMEND_QUEUE: deployment.queueUrl,
        CONFIGMEND_LEDGER_BUCKET: deployment.ledgerBucket,
      });
      await organization.drainAll();

      assert.equal(returned.code, 0, returned.stderr);
      assert.deepEqual(await ingress(prod), []);
    });
  });
});
