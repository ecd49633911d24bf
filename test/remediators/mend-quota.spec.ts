import { assert } from 'chai';
import type { Change } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { awsError } from '../support/aws.ts';
import { applyChange } from '../support/group-simulator.ts';
import { groupIdentity, held, work } from '../support/instructions.ts';
import { failing, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const group = (...rules: readonly GroupRule[]) => securityGroup(rules, { id: 'sg-1' });
const asked = () => work(held({ resource: groupIdentity('sg-1') }));
const [authorise, revoke] = ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress'];
const full = awsError('RulesPerSecurityGroupLimitExceeded');

const two = ingress('tcp', [26, 111], '0.0.0.0/0');
const three = ingress('tcp', [26, 136], '0.0.0.0/0');
const none = ingress('tcp', 22, '0.0.0.0/0');

/** A group that holds the given number of rules at most, as AWS sees to it. */
function holding(quota: number, ...rules: readonly GroupRule[]): Remediation {
  const made = remediation([group(...rules)]);
  made.hook = (when, change: Change) => {
    if (when === 'before' && applyChange(liveRules(made), change).length > quota) throw full;
  };
  return made;
}

function liveRules({ live }: Remediation): readonly GroupRule[] {
  const found = live.get('sg-1');
  return found !== undefined && 'rules' in found ? found.rules : [];
}

const toldOf = ({ topic }: Remediation) => {
  const [notice] = topic.told;
  assert.lengthOf(topic.told, 1);
  if (notice?.kind !== 'outcome') assert.fail('no outcome was told');
  return notice;
};

const after = (...lines: readonly string[]) => lines.map((line) => `tcp ${line} from 0.0.0.0/0`);

describe('mending a group that AWS says is full', () => {
  it('narrows one rule after the other where all at once is too much, and so loses nothing', async () => {
    const made = holding(5, two, three, none);

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);

    assert.deepEqual(
      made.calls().map((call) => call.split('Sec')[0]),
      ['Authorize', 'Revoke', 'Authorize', 'Revoke', 'Authorize', 'Revoke'],
    );
    const told = toldOf(made);
    assert.deepEqual(told.notes, []);
    assert.deepEqual(told.after, after('26-109', '111', '111-134', '136'));
    assert.lengthOf(liveRules(made), 4);
  });

  it('gives up what needs most, keeps the rest, and tells exactly what came of it', async () => {
    const made = holding(4, two, three);

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);

    const told = toldOf(made);
    assert.deepEqual(told.after, after('26-109', '111'));
    assert.deepEqual(told.before, after('26-111', '26-136'));
    assert.lengthOf(told.notes, 1);
    assert.match(told.notes.join(), /^tcp 26-136 from 0\.0\.0\.0\/0 is revoked whole: tcp 111-134,136 of it/);
    assert.lengthOf(liveRules(made), 2);
  });

  it('counts a refusal as no change by somebody else: there are passes left for those', async () => {
    const made = holding(2, two, three);
    const refuse = made.hook;
    let moved = 0;
    made.hook = (when, change) => {
      if (when === 'before' && change.operation === revoke && ++moved <= 2)
        throw awsError('InvalidPermission.NotFound');
      refuse(when, change);
    };

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
    assert.equal(moved, 4);
  });

  it('ends with no narrowed rule where AWS takes none at all', async () => {
    const made = remediation([group(two, three, none)]);
    made.hook = failing(authorise, full);

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'mended']]);
    assert.deepEqual(liveRules(made), []);
    assert.deepEqual(toldOf(made).after, []);
    assert.lengthOf(toldOf(made).notes, 2);
  });

  it('comes to an end where a revoke is refused so, which it never should be', async () => {
    const made = remediation([group(none)]);
    made.hook = failing(revoke, full);

    assert.deepEqual(outcomesOf(await made.run(asked())), [['sg-1', 'failed']]);
    assert.lengthOf(made.calls(), 3);
  });
});
