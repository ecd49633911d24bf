import { assert } from 'chai';
import * as sinon from 'sinon';
import { Failure } from '../../contract/failure.ts';
import type { FindDeps } from '../../fast-path/find-violations.ts';
import type { RegisteredRule } from '../../rules/registered-rule.ts';
import { rules } from '../../rules/registry.ts';
import { looking, portsRule, ssh } from '../support/fast-path.ts';
import { groupId } from '../support/security-groups.ts';

describe('findViolations, as the deployment wants it', () => {
  describe('by the rule that judges by recorded changes', () => {
    const parameters = {
      'security-group-unapproved-change': { approvedPrincipals: 'arn:aws:iam::123456789012:role/deploy' },
      [portsRule]: {},
    };

    it('records the call first, with the group that it was about', async () => {
      const recordChange = sinon.spy<FindDeps['recordChange']>(() => Promise.resolve());
      const { run, reader } = looking({ parameters, deps: { recordChange } });

      await run();

      sinon.assert.calledOnceWithMatch(recordChange, { eventId: 'e1e2e3e4-1111-2222-3333-444455556666' }, groupId);
      sinon.assert.callOrder(recordChange, reader.contextOf as sinon.SinonSpy);
    });

    for (const [what, error, code] of [
      ['says so', new Failure('CHANGE_NOT_RECORDED', 'denied'), 'CHANGE_NOT_RECORDED'],
      ['says so of what AWS throws', new Error('ECONNRESET'), 'CHANGE_NOT_RECORDED'],
    ] as const) {
      it(`${what} where it could not be recorded, and has the other rules judge`, async () => {
        const recordChange = () => Promise.reject(error);

        const { instructions, unjudged } = await looking({ parameters, deps: { recordChange } }).run();

        assert.deepEqual(
          instructions.map(({ rule }) => rule),
          [portsRule],
        );
        assert.deepEqual(
          unjudged.map((failure) => failure.code),
          [code],
        );
      });
    }

    it('records nothing where several groups may be meant', async () => {
      const report = sinon.spy<FindDeps['report']>(() => undefined);
      const detail = { requestParameters: { groupName: 'web' } };
      const groups = { [groupId]: ssh, 'sg-0123456789abcdef0': ssh };

      const { instructions } = await looking({ parameters, detail, groups, deps: { report } }).run();

      assert.lengthOf(instructions, 2);
      sinon.assert.calledOnceWithMatch(report, 'a change is not recorded, since several groups have the name');
    });
  });

  describe('with a grace period', () => {
    const graces = { [portsRule]: '1h' };

    it('begins it where AWS Config knew of no violation', async () => {
      const { run, violatedBefore } = looking({ graces });

      const { instructions } = await run();

      assert.deepInclude(instructions[0], { notBefore: '2026-11-20T11:00:05.000Z', begins: true });
      sinon.assert.calledOnceWithMatch(violatedBefore, `configmend-${portsRule}`, { id: groupId });
    });

    for (const [when, violatedBefore] of [
      ['AWS Config knows of one: whoever touches an open group does not put its mend off', () => Promise.resolve(true)],
      ['that cannot be known', () => Promise.reject(new Error('throttled'))],
    ] as const) {
      it(`begins none where ${when}`, async () => {
        const { instructions } = await looking({ graces, deps: { violatedBefore } }).run();

        assert.equal(instructions[0]?.notBefore, '2026-11-20T11:00:05.000Z');
        assert.notProperty(instructions[0], 'begins');
      });
    }

    it('begins none by a rule that AWS Config does not ask', async () => {
      const known = rules.map((rule): RegisteredRule => ({ ...rule, triggers: ['cloudtrail'] }));

      assert.notProperty((await looking({ graces, known }).run()).instructions[0], 'begins');
    });

    it('asks nothing of AWS Config without one', async () => {
      const { run, violatedBefore } = looking();

      await run();

      sinon.assert.notCalled(violatedBefore);
    });
  });
});
