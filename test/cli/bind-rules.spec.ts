import { assert } from 'chai';
import { bindRules } from '../../cli/bind-rules.ts';
import { emptyContext } from '../../contract/context.ts';
import { rules } from '../../rules/registry.ts';
import { assertRejects } from '../support/assert-rejects.ts';
import { type TemporaryFiles, temporaryFiles } from '../support/cli.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const id = 'security-group-restricted-ports';
const ssh = securityGroup([ingress('tcp', 22, '0.0.0.0/0')]);

describe('bindRules', () => {
  let files: TemporaryFiles;
  before(async () => {
    files = await temporaryFiles();
  });
  after(() => files.remove());

  const idsOf = async (ids: readonly string[]) => (await bindRules(ids, undefined)).map(({ rule }) => rule.id);

  it('takes the rules that are on by default where none is asked for, and otherwise those, once each', async () => {
    assert.deepEqual(
      await idsOf([]),
      rules.filter(({ enabledByDefault }) => enabledByDefault).map((rule) => rule.id),
    );
    assert.deepEqual(await idsOf([id, id]), [id]);
  });

  it('leaves out what is to be left out, and refuses to be left with nothing', async () => {
    const without = await bindRules([id, 's3-bucket-logging'], undefined, [id]);

    assert.deepEqual(
      without.map(({ rule }) => rule.id),
      ['s3-bucket-logging'],
    );
    await assertRejects(bindRules([id], undefined, [id]), 'USAGE', '--skip leaves no rule');
    await assertRejects(bindRules([], undefined, ['none']), 'USAGE', '--skip none: there is no such rule');
  });

  it('judges by the parameters of the file, and by defaults for what it does not name', async () => {
    const file = await files.write('p.json', { [id]: { ports: '3389' } });

    const [lax] = await bindRules([id], file);
    const [strict] = await bindRules([id], await files.write('empty.json', {}));

    assert.deepEqual(lax?.judge(ssh, emptyContext), []);
    assert.lengthOf(strict?.judge(ssh, emptyContext) ?? [], 1);
  });

  it('refuses a rule that does not exist', async () => {
    await assertRejects(bindRules(['ssh'], undefined), 'USAGE', '--rule ssh: there is no such rule');
  });

  for (const [what, content, code, text] of [
    ['for a rule that does not exist', { ssh: {} }, 'USAGE', ': ssh: there is no such rule'],
    ['that are not strings', { [id]: { ports: 22 } }, 'FILE_UNREADABLE', `: ${id}.ports: `],
    ['of an unknown name', { [id]: { port: '22' } }, 'PARAMETER_INVALID', `: ${id}: unknown parameter port`],
    ['that the rule does not take', { [id]: { ports: 'ssh' } }, 'PARAMETER_INVALID', `: ${id}: ports="ssh"`],
    ['in a list', [], 'FILE_UNREADABLE', ': content: '],
    ['in a list for a rule', { [id]: [] }, 'FILE_UNREADABLE', `: ${id}: `],
    ['for a rule __proto__', '{"__proto__":{"ports":"3389"}}', 'USAGE', ': __proto__: there is no such rule'],
    ['for a rule constructor', { constructor: {} }, 'USAGE', ': constructor: there is no such rule'],
    [
      'of the name constructor',
      { [id]: { constructor: '22' } },
      'PARAMETER_INVALID',
      `: ${id}: unknown parameter constructor`,
    ],
    [
      'of the name __proto__',
      `{"${id}":{"__proto__":"22"}}`,
      'PARAMETER_INVALID',
      `: ${id}: unknown parameter __proto__`,
    ],
    ['in no object', 'null', 'FILE_UNREADABLE', ': content: '],
    ['in no JSON', '{', 'FILE_UNREADABLE', ':1:2: not valid JSON'],
  ] as const) {
    it(`refuses parameters ${what}, naming the file`, async () => {
      const file = await files.write('bad.json', content);

      await assertRejects(bindRules([], file), code, `${file}${text}`);
    });
  }
});
