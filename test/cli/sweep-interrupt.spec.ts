import { assert } from 'chai';
import { sweep } from '../../cli/sweep.ts';
import { printed } from '../support/cli.ts';
import { type DeployedSweep, ledger, startSweep } from '../sweep/support/deployed-sweep.ts';
import { hubAccount } from '../sweep/support/members.ts';

describe('configmend sweep, interrupted', () => {
  let deployed: DeployedSweep;
  const environment = { ...process.env };
  before(async () => {
    deployed = await startSweep();
    Object.assign(process.env, deployed.account.environment());
  });
  after(async () => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
    Object.assign(process.env, environment);
    await deployed?.stop();
  });

  it('ends what it has begun, looks at nothing more, reports what it found, and exits 130', async () => {
    await deployed.createGroup(hubAccount, 'eu-west-1');
    let interrupt = (): void => assert.fail('nobody listens');
    deployed.account.faults.inject({
      operation: 'DescribeSecurityGroups',
      when() {
        interrupt();
        return false;
      },
      fault: { kind: 'delay', ms: 0 },
    });
    const terminal = printed();
    let released = false;

    const code = await sweep({ bucket: ledger, account: [hubAccount], region: ['eu-west-1'] }, terminal, (call) => {
      interrupt = call;
      return () => (released = true);
    });

    assert.equal(code, 130);
    assert.isTrue(released);
    assert.include(terminal.stdout.join('\n'), 'not looked at to the end');
    const { parts = [] } = (await deployed.store.last()) ?? {};
    assert.deepEqual(
      parts.map(({ complete, findings }) => [complete, findings.map(({ resource }) => resource.type)]),
      [[false, ['AWS::EC2::SecurityGroup']]],
    );
  });

  it('shows what it has not begun as not looked at', async () => {
    const terminal = printed();

    const code = await sweep({ bucket: ledger, json: true }, terminal, (call) => {
      call();
      return () => undefined;
    });

    assert.equal(code, 130);
    const shown: unknown = JSON.parse(terminal.stdout.join(''));
    assert.nestedPropertyVal(shown, 'parts.length', 0);
    assert.nestedPropertyVal(shown, 'missing.length', 4);
  });
});
