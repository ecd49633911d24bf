import { assert } from 'chai';
import { mostContinuations } from '../../contract/sweep-report.ts';
import { type DeployedSweep, startSweep } from './support/deployed-sweep.ts';
import { hubAccount, members } from './support/members.ts';

const hubAlone = {
  ...members(),
  accounts: [{ id: hubAccount, name: 'hub', mode: 'auto' as const, regions: ['eu-west-1'] }],
};
const onePart = (path: string): boolean => /sweeps\/[^/]+\/\d{12}-eu-west-1(\.1)?\.json/.test(path);
const denied = { kind: 'error', code: 'AccessDenied', message: 'no', status: 403 } as const;

describe('a sweep of a place that Lambda tries again', () => {
  let deployed: DeployedSweep;
  afterEach(() => deployed?.stop());

  it('is made after all where its report could not be written, and what is queued again is the same instruction', async () => {
    deployed = await startSweep({ accounts: hubAlone });
    const group = await deployed.createGroup(hubAccount, 'eu-west-1');
    const when = ({ path }: { readonly path: string }) => onePart(path);
    deployed.account.faults.inject({ operation: 'PutObject', when, times: 1, fault: denied });

    const { parts } = await deployed.sweep();

    assert.deepEqual(
      parts.map(({ complete, findings }) => [complete, findings.some(({ resource }) => resource.id === group)]),
      [[true, true]],
    );
    const ids = deployed.queued().flatMap(({ id, resource }) => (resource.id === group ? [id] : []));
    assert.equal(new Set(ids).size, 1);
    assert.deepEqual(deployed.failures(), []);
  });

  it('starts the next part where only that had failed, and looks at nothing again', async () => {
    deployed = await startSweep({ accounts: hubAlone, timeoutMs: 59_000 });
    const group = await deployed.createGroup(hubAccount, 'eu-west-1');
    const when = ({ body }: { readonly body: string }) => body.includes('continuation');
    deployed.account.faults.inject({ operation: 'Invoke', when, times: 1, fault: denied });

    const { parts } = await deployed.sweep();

    assert.deepEqual(
      parts.map(({ part, complete }) => [part, complete]),
      [
        [0, false],
        [1, true],
      ],
    );
    assert.lengthOf(
      deployed.queued().filter(({ resource }) => resource.id === group),
      1,
    );
  });

  it('gives up before Lambda takes it for a loop, and says what was not looked at', async () => {
    deployed = await startSweep({ accounts: hubAlone, timeoutMs: 59_000 });
    const [sweepId, startedAt] = ['20261121T030000Z-0a1b2c3d', '2026-11-21T03:00:00.000Z'];
    await deployed.createGroup(hubAccount, 'eu-west-1');
    const from = { type: 'AWS::EC2::SecurityGroup', after: '' };

    const { parts } = await deployed.sweep({
      sweepId,
      startedAt,
      accountId: hubAccount,
      region: 'eu-west-1',
      continuation: { part: mostContinuations, from },
    });

    assert.deepEqual(
      parts.map(({ part, complete, next }) => [part, complete, next]),
      [[mostContinuations, false, undefined]],
    );
    assert.match(parts[0]?.unread[0]?.reason ?? '', /^not looked at after sg-\w+, .*12 continuations did not suffice$/);
    // The start of the sweep, the place, and what goes on with it (Lambda Developer Guide, "Lambda recursive loop detection").
    assert.isBelow(2 + mostContinuations, 16);
  });

  it('is no place of ours any more: it is told in the log, and nothing of it is read', async () => {
    deployed = await startSweep({ accounts: hubAlone });
    const place = { accountId: '999999999999', region: 'eu-west-1' };

    await deployed
      .sweep({ sweepId: '20261121T030000Z-0a1b2c3d', startedAt: '2026-11-21T03:00:00.000Z', ...place })
      .catch((error: unknown) => assert.match(String(error), /no report/));

    assert.match(deployed.logs().join('\n'), /not one of member_accounts.*"message":"place not swept"/);
    assert.deepEqual(deployed.failures(), []);
  });
});
