import { assert } from 'chai';
import * as sinon from 'sinon';
import { createNoOpCount } from '../../coordinator/no-op-count.ts';
import { batch, groupIdentity, held, portsRule, work } from '../support/instructions.ts';

const asked = (id: string, ...rules: string[]) =>
  work(...rules.map((rule) => held({ resource: groupIdentity(id), rule })));
const result = (resourceId: string, outcome: 'mended' | 'nothing-to-do') => ({ resourceId, outcome, detail: '' });

describe('the coordinator’s count of no-ops', () => {
  it('counts what was right already for each rule that had asked, once, over all batches of the run', async () => {
    const save = sinon.fake.resolves(undefined);
    const count = createNoOpCount(save);

    count.add(batch([asked('sg-1', portsRule, portsRule, 'other'), asked('sg-2', portsRule)]), {
      results: [result('sg-1', 'nothing-to-do'), result('sg-2', 'mended')],
    });
    count.add(batch([asked('sg-3', 'other')]), { results: [result('sg-3', 'nothing-to-do')] });
    await count.write(sinon.fake());

    sinon.assert.calledOnceWithExactly(
      save,
      new Map([
        [portsRule, 1],
        ['other', 2],
      ]),
    );
  });

  it('writes nothing after a run without any', async () => {
    const save = sinon.fake.resolves(undefined);
    const count = createNoOpCount(save);

    count.add(batch([asked('sg-1', portsRule)]), { results: [result('sg-1', 'mended')] });
    await count.write(sinon.fake());

    sinon.assert.notCalled(save);
  });

  it('says so where it cannot be written, and fails nothing', async () => {
    const report = sinon.fake();
    const count = createNoOpCount(sinon.fake.rejects(new Error('denied')));
    count.add(batch([asked('sg-1', portsRule)]), { results: [result('sg-1', 'nothing-to-do')] });

    await count.write(report);

    assert.deepInclude(report.firstCall.args[1], { resources: { [portsRule]: 1 } });
  });
});
