import { assert } from 'chai';
import type { Exemption } from '../../contract/exemption.ts';
import type { Plan } from '../../contract/plan.ts';
import type { GroupRule } from '../../contract/resource.ts';
import { securityGroupRemediator } from '../../remediators/security-group.ts';
import { authorised, closed, everything, of, planned, ports, sift } from '../support/exempt-groups.ts';
import { applyChange, openings } from '../support/group-simulator.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const partly = (from: number, to = from, protocol = 'tcp') => ingress(protocol, [from, to], '0.0.0.0/0', 'temp');
const operations = ({ changes }: Plan): string[] => changes.map(({ operation }) => operation);

describe('a plan for a group of which something is exempt', () => {
  it('opens what is exempt of all traffic by a rule of its own, before it revokes the whole', () => {
    const { plan, end } = planned([everything], [ports], [of(ports, { port: '22' })]);

    assert.deepEqual(operations(plan), ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
    assert.deepEqual(end, [partly(22)]);
    assert.deepEqual(plan.notes, [
      'all traffic from 0.0.0.0/0 is narrowed to tcp 22, which is exempt: all traffic cannot be narrowed to all but tcp 3389 and udp 53, so whatever else it allowed ends with it.',
    ]);
  });

  const kept: [string, readonly string[], Partial<Exemption>[], GroupRule[]][] = [
    ['several ports', [ports], [{ port: '20-25' }, { port: 'udp:53' }], [partly(22), partly(53, 53, 'udp')]],
    ['a port that no rule would close', [ports], [{ port: '8080' }], []],
    ['a port of an exemption that ends beyond it', [ports], [{ port: '3000-4000' }], [partly(3389)]],
  ];
  for (const [what, asking, given, left] of kept) {
    it(`keeps of all traffic no more than what violates and is exempt: ${what}`, () => {
      const { end } = planned(
        [everything],
        asking,
        given.map((one) => of(ports, one)),
      );

      assert.deepEqual(end, left);
    });
  }

  it('closes what one rule exempts and another asks for', () => {
    const { end } = planned([everything], [ports, authorised], [of(ports, { port: '22' })]);

    assert.isFalse(end.some(({ protocol, fromPort }) => protocol === 'tcp' && fromPort === 22));
    assert.deepEqual(
      end.map(({ protocol, fromPort, toPort }) => [protocol, fromPort, toPort]),
      [
        ['icmp', -1, -1],
        ['tcp', 80, 80],
        ['tcp', 443, 443],
      ],
    );
  });

  it('keeps what is exempt from a rule that did not ask', () => {
    const exempt = sift([everything], [authorised], [of(authorised, { port: '8080' })]).exempt;
    const { open } = sift([everything], [ports], []);

    const plan = securityGroupRemediator.plan(securityGroup([everything]), open, {
      exempt: exempt.map(({ violation }) => violation),
    });

    const end = openings(plan.changes.reduce(applyChange, [everything]));
    assert.isTrue(end.has(`ingress tcp 80 ${JSON.stringify(everything.source)}`), 'a list says what is legal beside');
    assert.isFalse(end.has(`ingress tcp 22 ${JSON.stringify(everything.source)}`));
  });

  it('ends a rule that must not be there at all, whatever another one exempts of it', () => {
    const { end } = planned([everything], [ports, closed], [of(ports, { port: '22' })]);

    assert.deepEqual(end, []);
  });
});

describe('a plan for a group without room for what is exempt', () => {
  const range = partly(20, 25);
  const exempt = [of(ports, { port: '22' })];
  // 22 is exempt and 3389 open; what is legal beside takes two rules more.
  const wide = ingress('tcp', [22, 3390], '0.0.0.0/0', 'temp');

  it('gives up what is legal beside it first', () => {
    const { plan, end } = planned([wide], [ports], exempt, { rulesPerGroup: 2 });

    assert.deepEqual(end, [partly(22)]);
    assert.match(
      plan.notes.join(),
      /^tcp 22-3390 from 0\.0\.0\.0\/0 is narrowed to tcp 22, which is exempt: what else of it is legal does not fit /,
    );
  });

  it('then leaves the rule as it is, and says so', () => {
    const { plan, end } = planned([wide], [ports], exempt, { rulesPerGroup: 1 });

    assert.deepEqual(plan.changes, []);
    assert.deepEqual(end, [wide]);
    assert.deepEqual([plan.before, plan.after], [[], []]);
    assert.match(
      plan.notes.join(),
      /^tcp 22-3390 from 0\.0\.0\.0\/0 stays as it is, and with it what violates: tcp 22 of it, which is exempt, does not fit /,
    );
  });

  it('mends the others all the same', () => {
    const other = ingress('tcp', 3389, '::/0');

    const { end } = planned([everything, other], [ports], exempt, { rulesPerGroup: 1 });

    assert.deepEqual(end, [everything]);
  });

  it('needs no room where the exempt part is there by itself', () => {
    const { end } = planned([everything, partly(22)], [ports], exempt, { rulesPerGroup: 1 });

    assert.deepEqual(end, [partly(22)]);
  });

  it('is come to by refusals as well, in steps that end', () => {
    const after = Array.from({ length: 20 }, (_, ingressRefusals) => {
      const refusals = { ingress: ingressRefusals, egress: 0 };
      return operations(planned([wide, range], [ports], [...exempt, of(ports, { port: '20' })], { refusals }).plan);
    });

    assert.deepEqual(after[0], ['AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress']);
    assert.isTrue(after.slice(13).every((made) => !made.some((operation) => operation.startsWith('Authorize'))));
  });
});
