import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import { assert } from 'chai';
import { deployedJudges } from '../../../cli/inspect/deployed-judges.ts';
import { judgesOfFile } from '../../../cli/inspect/judges-of-file.ts';
import { emptyContext } from '../../../contract/context.ts';
import type { Judge } from '../../../rules/registered-rule.ts';
import { ruleOf } from '../../../rules/registry.ts';
import { assertRejects } from '../../support/assert-rejects.ts';
import { answering, awsError } from '../../support/aws.ts';
import { type TemporaryFiles, temporaryFiles } from '../../support/cli.ts';
import { portsRule } from '../../support/instructions.ts';
import { ingress, securityGroup } from '../../support/security-groups.ts';

const open = securityGroup([ingress('tcp', [22, 23], '0.0.0.0/0')]);
const found = (judges: ReadonlyMap<string, Judge>, rule = portsRule): number =>
  judges
    .get(rule)?.(open, emptyContext)
    .flatMap((violation) => (violation.kind === 'exposed-ports' ? violation.ports : [])).length ?? -1;
const portsFound = (judges: ReadonlyMap<string, Judge>): string =>
  JSON.stringify(
    judges
      .get(portsRule)?.(open, emptyContext)
      .map((violation) => (violation.kind === 'exposed-ports' ? violation.ports : [])),
  );
const of22 = JSON.stringify([[{ from: 22, to: 22 }]]);
const byDefault = JSON.stringify([[{ from: 22, to: 23 }]]);

const deployed = (ConfigRuleName: string, InputParameters?: string) => ({
  ConfigRuleName,
  Source: { Owner: 'CUSTOM_LAMBDA' },
  ...(InputParameters === undefined ? {} : { InputParameters }),
});
const judgesBy = (answer: unknown) =>
  deployedJudges(
    answering(new ConfigServiceClient({ region: 'eu-west-1' }), { DescribeConfigRules: answer }).client,
    'eu-west-1',
  );

describe('deployedJudges', () => {
  it('judges by the parameters that AWS Config has', async () => {
    const { judges, notes } = await judgesBy({ ConfigRules: [deployed(`configmend-${portsRule}`, '{"ports":"22"}')] });

    assert.equal(portsFound(judges), of22);
    assert.deepEqual(notes, []);
  });

  it('does not take AWS’s own rule of such a name for ours', async () => {
    const managed = { ...deployed(`x-${portsRule}`, '{"ports":"22"}'), Source: { Owner: 'AWS' } };

    assert.equal(portsFound((await judgesBy({ ConfigRules: [managed] })).judges), byDefault);
  });

  for (const [what, answer, note] of [
    [
      'may not be asked',
      awsError('AccessDeniedException', { status: 403 }),
      /the caller may not config:DescribeConfigRules\): their defaults/,
    ],
    ['does not answer', awsError('ThrottlingException'), /were not read \(ThrottlingException/],
    [
      'has two copies that differ',
      { ConfigRules: [deployed(`a-${portsRule}`, '{"ports":"22"}'), deployed(`b-${portsRule}`, '{"ports":"23"}')] },
      /default parameters: several copies have different parameters/,
    ],
    [
      'has parameters that it does not take',
      { ConfigRules: [deployed(portsRule, '{"ports":"ssh"}')] },
      /default parameters: .*ports/,
    ],
    [
      'has parameters that are no object',
      { ConfigRules: [deployed(portsRule, '[]')] },
      /default parameters: .*no object/,
    ],
    ['has parameters that are not JSON', { ConfigRules: [deployed(portsRule, '{')] }, /default parameters: /],
  ] as const) {
    it(`judges by the defaults, and says so, where AWS Config ${what}`, async () => {
      const { judges, notes } = await judgesBy(answer);

      assert.equal(portsFound(judges), byDefault);
      assert.lengthOf(notes, 1);
      assert.match(notes[0] ?? '', note);
    });
  }

  it('leaves those that are given as they are, whatever AWS Config has, and asks it for the others', async () => {
    const { client } = answering(new ConfigServiceClient({ region: 'eu-west-1' }), {
      DescribeConfigRules: {
        ConfigRules: [
          deployed(`a-${portsRule}`, '{"ports":"23"}'),
          deployed(`b-${portsRule}`, '{"ports":"3389"}'),
          deployed('security-group-authorized-ports', '{"tcpPorts":"22,23"}'),
        ],
      },
    });
    const given = new Map([[portsRule, ruleOf(portsRule)?.withParameters({ ports: '22' }) ?? assert.fail()]]);

    const { judges, notes } = await deployedJudges(client, 'eu-west-1', given);

    assert.equal(portsFound(judges), of22);
    assert.equal(found(judges, 'security-group-authorized-ports'), 0);
    assert.deepEqual(notes, []);
  });

  it('has no judge for a rule that needs what nobody gave it', async () => {
    assert.equal(found((await judgesBy({})).judges, 'security-group-unapproved-change'), -1);
  });
});

describe('judgesOfFile', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  it('has the rules that the file names, and what it says of them', async () => {
    const given = { [portsRule]: { ports: '22' } };

    const { judges, parameters } = await judgesOfFile(await files.write('p.json', given));

    assert.equal(portsFound(judges), of22);
    assert.deepEqual([...judges.keys()], [portsRule]);
    assert.deepEqual(Object.fromEntries(parameters), given);
  });

  for (const [what, content, code, text] of [
    ['is of another form', [], 'FILE_UNREADABLE', 'must be of the form'],
    ['names a rule that there is not', { 'no-such-rule': {} }, 'USAGE', 'no-such-rule: there is no such rule'],
    ['has a value that is refused', { [portsRule]: { ports: 'ssh' } }, 'PARAMETER_INVALID', `${portsRule}: ports`],
  ] as const) {
    it(`refuses a file that ${what}, by its name`, async () => {
      const file = await files.write('bad.json', content);

      const failure = await assertRejects(judgesOfFile(file), code, text);

      assert.include(failure.message, file);
    });
  }
});
