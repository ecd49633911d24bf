import { assert } from 'chai';
import * as v from 'valibot';
import { Sighting } from '../../contract/sighting.ts';
import { identities } from '../support/api-calls.ts';
import { exemption, reading } from '../support/exemptions.ts';
import { type Given, looking, portsRule, ssh } from '../support/fast-path.ts';
import { change, history, liveRules, pipelineRole, unapprovedId } from '../support/recorded-changes.ts';
import { groupId } from '../support/security-groups.ts';

const sighted = async (given: Given): Promise<readonly Sighting[]> => (await looking(given).run()).sightings;

describe('who is sighted by the fast path', () => {
  it('is who made the call that a violating resource was looked at for, with every rule that it violates', async () => {
    const parameters = { [portsRule]: {}, 'security-group-authorized-ports': {}, 'security-group-open-egress': {} };

    const sightings = await sighted({ parameters, detail: { userIdentity: identities.role } });

    assert.deepEqual(sightings, [
      {
        version: 1,
        resource: { type: 'AWS::EC2::SecurityGroup', id: groupId, accountId: '123456789012', region: 'eu-west-1' },
        rules: [portsRule, 'security-group-authorized-ports'],
        actor: identities.role.arn,
        eventName: 'AuthorizeSecurityGroupIngress',
        eventId: 'e1e2e3e4-1111-2222-3333-444455556666',
        sourceAddress: '198.51.100.7',
        at: '2026-11-20T10:00:00Z',
      },
    ]);
    assert.doesNotThrow(() => v.parse(Sighting, sightings[0]));
  });

  it('is told of an account that is only observed as well', async () => {
    const { instructions, sightings } = await looking({ mode: 'observe' }).run();

    assert.deepEqual(instructions, []);
    assert.lengthOf(sightings, 1);
  });

  it('is nobody in particular where the record names nobody, or several groups may be meant', async () => {
    const unnamed = await sighted({ detail: { userIdentity: null, sourceIPAddress: null } });
    const groups = { [groupId]: ssh, 'sg-0123456789abcdef0': ssh };
    const several = await sighted({ groups, detail: { requestParameters: { groupName: 'web' } } });

    assert.lengthOf(unnamed, 1);
    assert.lengthOf(several, 2);
    for (const sighting of [...unnamed, ...several]) assert.notProperty(sighting, 'actor');
    assert.notProperty(unnamed[0], 'sourceAddress');
  });

  const exempt = exemption({ rule: portsRule, resource: groupId });
  const unread = change({ unread: 'responseElements cannot be read', eventId: 'earlier' });
  for (const [what, given] of [
    ['that is in order', { groups: { [groupId]: [] } }],
    ['that is gone', { groups: {} }],
    ['that is exempt', { deps: { exemptions: reading(exempt) } }],
    [
      'of which only an earlier call cannot be judged',
      {
        groups: { [groupId]: [] },
        parameters: { [unapprovedId]: { approvedPrincipals: pipelineRole } },
        context: history(liveRules([]), [unread]),
        deps: { recordChange: () => Promise.resolve('recorded') },
      },
    ],
  ] as [string, Given][]) {
    it(`is nobody for a resource ${what}`, async () => {
      assert.deepEqual(await sighted(given), []);
    });
  }
});
