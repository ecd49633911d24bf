import { assert } from 'chai';
import { listRules } from '../../cli/list-rules.ts';
import { scan } from '../../cli/scan.ts';
import { rules } from '../../rules/registry.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { streamItem } from '../support/buckets.ts';
import { printed, type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { deletedGroupItem, groupItem, harmlessGroupItem } from '../support/rule-events.ts';

const unreadable = { resourceId: 'sg-9' };

const bucket = streamItem();
const byPorts = { rule: ['security-group-restricted-ports'] };

describe('scan', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  for (const [what, content, code] of [
    ['all is compliant', [harmlessGroupItem()], 0],
    ['nothing is applicable', [deletedGroupItem()], 0],
    ['there is nothing', [], 0],
    ['something violates', [harmlessGroupItem(), groupItem()], 2],
    ['something could not be read', [harmlessGroupItem(), unreadable], 1],
    ['something violates and something could not be read', [groupItem(), unreadable], 2],
  ] as const) {
    it(`exits ${code} where ${what}`, async () => {
      const file = await files.write('items.json', content);

      assert.equal(await scan({ file, ...byPorts }, printed()), code);
      assert.equal(await scan({ file, json: true, ...byPorts }, printed()), code);
    });
  }

  it('prints the verdicts as data', async () => {
    const terminal = printed();

    await scan({ file: await files.write('items.json', [groupItem(), unreadable]), json: true, ...byPorts }, terminal);

    assert.lengthOf(terminal.stdout, 1);
    const result: unknown = JSON.parse(terminal.stdout[0] ?? '');
    assert.hasAllKeys(result, ['evaluations', 'errors']);
    assert.nestedPropertyVal(result, 'evaluations[0].compliance', 'NON_COMPLIANT');
    assert.nestedPropertyVal(result, 'evaluations[0].plan[0].operation', 'RevokeSecurityGroupIngress');
    assert.nestedPropertyVal(result, 'errors[0].resourceId', 'sg-9');
  });

  it('prints for people what violates and why, what was not read, and the counts', async () => {
    const terminal = printed();

    const file = await files.write('items.json', [groupItem(), deletedGroupItem(), unreadable]);
    await scan({ file, ...byPorts }, terminal);

    const lines = terminal.stdout.join('\n').split('\n');
    assert.equal(lines[0], 'CRITICAL');
    assert.match(lines[1] ?? '', /^RULE +RESOURCE +REGION +WHY +MENDED BY$/);
    assert.match(
      lines[2] ?? '',
      /^security-group-restricted-ports +sg-1 +eu-west-1 .*22.* ec2:RevokeSecurityGroupIngress$/,
    );
    assert.match(lines.at(-2) ?? '', /^unread sg-9: configuration item sg-9: /);
    assert.equal(lines.at(-1), '0 compliant, 1 not, 1 not applicable, 1 unread');
  });

  for (const [what, content, options] of [
    ['there is nothing', [], {}],
    ['there are only resources of other types', [groupItem({ resourceType: 'AWS::IAM::User' })], {}],
    ['no rule that was asked for judges it', [groupItem()], { rule: ['s3-bucket-public-access'] }],
  ] as const) {
    it(`says on stderr that nothing was judged where ${what}`, async () => {
      const terminal = printed();
      const file = await files.write('others.json', content);

      assert.equal(await scan({ file, json: true, ...options }, terminal), 0);
      assert.deepEqual(terminal.warnings, [`nothing in ${file} is judged by these rules`]);
    });
  }

  for (const content of [[deletedGroupItem()], [unreadable]]) {
    it(`does not say so where it had something to say: ${JSON.stringify(content).slice(0, 60)}`, async () => {
      const terminal = printed();

      await scan({ file: await files.write('some.json', content), ...byPorts }, terminal);

      assert.deepEqual(terminal.warnings, []);
    });
  }

  it('says beside the table which rules do not judge unless they are asked for, and nothing beside data', async () => {
    const file = await files.write('items.json', [groupItem()]);
    const warnings = async (options: Parameters<typeof scan>[0]): Promise<string[]> => {
      const terminal = printed();
      await scan({ file, ...options }, terminal);
      return terminal.warnings;
    };
    const judging = rules.filter(({ enabledByDefault }) => enabledByDefault).length;

    assert.deepEqual(await warnings({}), [
      `judged by ${judging} of the rules that configmend rules lists, and not by security-group-open-egress (--rule judges by those named alone)`,
    ]);
    const [left] = await warnings({ skip: ['s3-bucket-versioning'] });
    assert.include(left, `judged by ${judging - 1} of the rules`);
    assert.include(left, 'not by security-group-open-egress, s3-bucket-versioning');
    assert.deepEqual(await warnings({ json: true }), []);
    assert.deepEqual(await warnings(byPorts), []);
  });

  it('judges by one rule where one is asked for', async () => {
    const terminal = printed();
    const file = await files.write('items.json', [groupItem()]);

    assert.equal(await scan({ file, rule: ['s3-bucket-public-access'], json: true }, terminal), 0);
  });

  it('fails for what is as bad as asked for, and shows the rest all the same', async () => {
    const file = await files.write('items.json', [bucket]);
    const terminal = printed();

    const codes = [
      await scan({ file, rule: ['s3-bucket-versioning'], failOn: 'low' }, terminal),
      await scan({ file, rule: ['s3-bucket-versioning'], failOn: 'medium' }, terminal),
    ];

    assert.deepEqual(codes, [2, 0]);
    assert.lengthOf(new Set(terminal.stdout), 1);
    assert.match(terminal.stdout[0] ?? '', /^LOW\n/);
  });

  it('says once of what a file cannot decide, and fails until it is left out', async () => {
    const buckets = ['one', 'two', 'three'].map((name) => ({ ...bucket, resourceId: name, resourceName: name }));
    const file = await files.write('items.json', buckets);
    const rule = ['s3-bucket-acls-disabled', 's3-bucket-public-access'];
    const terminal = printed();

    assert.equal(await scan({ file, rule }, terminal), 2);
    assert.lengthOf(terminal.warnings, 1);
    assert.match(terminal.warnings[0] ?? '', /^s3-bucket-acls-disabled cannot decide over 3 resources/);
    assert.match(terminal.stdout[0] ?? '', /^s3-bucket-acls-disabled +3 resources: one, … +eu-west-1 +undecided/m);

    assert.equal(await scan({ file, rule, skip: ['s3-bucket-acls-disabled'] }, terminal), 0);
    assert.lengthOf(terminal.warnings, 1);
  });

  it('judges by the parameters that are given', async () => {
    const file = await files.write('items.json', [groupItem()]);
    const parameters = await files.write('p.json', { 'security-group-restricted-ports': { ports: '3389' } });

    assert.equal(await scan({ file, parameters, ...byPorts }, printed()), 0);
  });

  it('prints nothing on stdout where the file cannot be read', async () => {
    const terminal = printed();

    await assertRejects(scan({ file: files.path('missing.json') }, terminal), 'FILE_UNREADABLE');

    assert.deepEqual(terminal.stdout, []);
  });
});

describe('listRules', () => {
  it('prints the registry as data', () => {
    const listed: unknown = JSON.parse(listRules(true));

    assert.lengthOf(Object(listed), rules.length);
    assert.nestedPropertyVal(listed, '[0].id', 'security-group-restricted-ports');
    assert.nestedPropertyVal(listed, '[0].mend.by', 'security-group');
    assert.nestedProperty(listed, '[0].parameters.ports.default');
  });

  it('prints every rule for people, with its parameters and their defaults', () => {
    const text = listRules(false);

    for (const { id, summary, parameters } of rules) {
      assert.include(text, id);
      assert.include(text, summary);
      for (const [name, { default: value }] of Object.entries(parameters))
        assert.match(text, new RegExp(`${name} +${escaped(value)}`));
    }
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
