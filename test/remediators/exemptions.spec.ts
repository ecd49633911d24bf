import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import { awsError } from '../support/aws.ts';
import { exemption, exemptionList, reading } from '../support/exemptions.ts';
import { held, work } from '../support/instructions.ts';
import { failing, outcomesOf, type Remediation, remediation } from '../support/remediation.ts';
import { ingress, securityGroup } from '../support/security-groups.ts';

const ssh = ingress('tcp', 22, '0.0.0.0/0');
const rdp = ingress('tcp', 3389, '0.0.0.0/0');
const open = (...rules: Parameters<typeof securityGroup>[0]) => securityGroup(rules, { id: 'sg-1' });
function rulesOf({ live }: Remediation) {
  const group = live.get('sg-1');
  if (group === undefined || group instanceof Error || group.type !== 'AWS::EC2::SecurityGroup') assert.fail('gone');
  return group.rules;
}
const words = 'exempt until 2026-11-30 by network team: the partner moves in December';

describe('mending what is exempt', () => {
  it('changes nothing, says who exempted it, and is done with the messages', async () => {
    const message = held();
    const world = remediation([open(ssh)], { exemptions: reading(exemption({ port: '22' })) });

    const { results } = await world.run(work(message));

    assert.deepEqual(results, [{ resourceId: 'sg-1', outcome: 'exempt', detail: words }]);
    assert.deepEqual(world.calls(), []);
    assert.deepEqual(world.ledger.writes, []);
    assert.deepEqual(world.queue.deleted, [message.messageId]);
    const [notice] = world.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.equal(notice.outcome, 'exempt');
    assert.deepEqual(notice.notes, [words]);
    assert.match(notice.violations[0] ?? '', /^tcp 22 from 0\.0\.0\.0\/0 opens tcp 22/);
    assert.isUndefined(notice.actionId);
  });

  it('mends the rest, leaves the exempt part, and takes the result for clean', async () => {
    const world = remediation([open(ssh, rdp)], { exemptions: reading(exemption({ port: '22' })) });

    const { results } = await world.run(work(held()));

    assert.deepEqual(outcomesOf({ results }), [['sg-1', 'mended']]);
    assert.deepEqual(rulesOf(world), [ssh]);
    const [notice] = world.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.include(notice.notes, `Left as it is where ${words}`);
    assert.isFalse(notice.violations.some((line) => line.includes('tcp 22 ')));
  });

  it('cuts a range around the exempt port', async () => {
    const world = remediation([open(ingress('tcp', [20, 25], '0.0.0.0/0'))], {
      exemptions: reading(exemption({ port: '22' })),
    });

    await world.run(work(held()));

    const ports = rulesOf(world).map(({ fromPort, toPort }) => [fromPort, toPort]);
    assert.sameDeepMembers(ports, [
      [22, 22],
      [24, 24],
    ]);
  });

  it('keeps the exempt port of a rule for all traffic open throughout, and says what became of the rest', async () => {
    const everything = ingress('-1', null, '0.0.0.0/0');
    const world = remediation([open(everything)], { exemptions: reading(exemption({ port: '22' })) });

    const { results } = await world.run(work(held()));

    assert.deepEqual(outcomesOf({ results }), [['sg-1', 'mended']]);
    assert.deepEqual(world.calls(), ['AuthorizeSecurityGroupIngress sg-1', 'RevokeSecurityGroupIngress sg-1']);
    assert.deepEqual(rulesOf(world), [ssh]);
    const [notice] = world.topic.told;
    if (notice?.kind !== 'outcome') assert.fail('nothing was told');
    assert.match(notice.notes[0] ?? '', /^all traffic from 0\.0\.0\.0\/0 is narrowed to tcp 22, which is exempt: /);
    assert.equal(notice.notes[1], `Left as it is where ${words}`);
  });

  it('keeps open what is exempt from a rule that did not ask', async () => {
    const everything = ingress('-1', null, '0.0.0.0/0');
    const exemptions = reading(exemption({ rule: 'web-rule', port: '8081' }));
    const world = remediation([open(everything)], { exemptions });

    await world.run(work(held()));

    assert.deepEqual(rulesOf(world), [ingress('tcp', 8081, '0.0.0.0/0')]);
  });

  it('leaves the rule, and says so once, where the group has no room for what is exempt of it', async () => {
    const everything = ingress('-1', null, '0.0.0.0/0');
    const world = remediation([open(everything)], { exemptions: reading(exemption({ port: '22' })) });
    world.hook = failing('AuthorizeSecurityGroupIngress', awsError('RulesPerSecurityGroupLimitExceeded'));

    const { results } = await world.run(work(held()));

    assert.deepEqual(outcomesOf({ results }), [['sg-1', 'failed']]);
    assert.deepEqual(rulesOf(world), [everything]);
    assert.match(results[0]?.detail ?? '', /^UNMENDABLE: .* stays as it is, and with it what violates: tcp 22 of it/);
    assert.lengthOf(world.queue.deadLetters, 1);
    assert.isBelow(world.calls().length, 5);
  });

  it('leaves an exempt source and closes the port to a wider one', async () => {
    const [partner, world] = [ingress('tcp', 22, '16.0.0.0/7'), ssh];
    const mended = remediation([open(partner, world)], { exemptions: reading(exemption({ cidr: '16.0.0.0/7' })) });

    await mended.run(work(held()));

    assert.deepEqual(rulesOf(mended), [partner]);
  });

  it('mends what was exempt until now', async () => {
    const world = remediation([open(ssh)], { exemptions: reading(exemption({ expires: '2026-11-20T12:00:00Z' })) });

    const { results } = await world.run(work(held()));

    assert.deepEqual(outcomesOf({ results }), [['sg-1', 'mended']]);
  });

  it('mends by the rule that has no exemption', async () => {
    const world = remediation([open(ssh, ingress('tcp', 8081, '0.0.0.0/0'))], { exemptions: reading(exemption()) });

    await world.run(work(held(), held({ rule: 'web-rule' })));

    assert.deepEqual(rulesOf(world), [ssh]);
  });

  it('is judged by the tags that are there now, not by those of the message', async () => {
    const exempt = exemption({ tag: 'exposed=on-purpose' });
    const world = remediation([open(ssh)], { exemptions: reading(exempt) });
    const message = held({ resource: { ...held().instruction.resource, tags: { exposed: 'on-purpose' } } });

    const { results } = await world.run(work(message));

    assert.deepEqual(outcomesOf({ results }), [['sg-1', 'mended']]);
  });

  it('says mended of what was mended before the exemption came', async () => {
    let reads = 0;
    const lists = [exemptionList(), exemptionList(exemption())];
    const world = remediation([open(ssh)], {
      exemptions: () => Promise.resolve({ kind: 'read', list: lists[reads++] ?? exemptionList() }),
    });

    const first = await world.run(work(held()));
    const second = await world.run(work(held()));

    assert.deepEqual(outcomesOf(first), [['sg-1', 'mended']]);
    assert.deepEqual(outcomesOf(second), [['sg-1', 'nothing-to-do']]);
  });
});

describe('mending with exemptions that cannot be read', () => {
  const failure = new Failure('EXEMPTIONS_UNREADABLE', 'exemptions/added.json: it is not JSON', {
    cause: awsError('AccessDenied'),
    transient: true,
  });
  const unreadable = () => Promise.resolve({ kind: 'unreadable', failure } as const);

  it('changes nothing, reads nothing, tells nobody, and gives everything back uncounted', async () => {
    const messages = [held({ attempt: 4 }), held({ attempt: 0 })];
    const world = remediation([open(ssh)], { exemptions: unreadable });

    const { results } = await world.run(work(...messages));

    assert.deepEqual(results, [
      {
        resourceId: 'sg-1',
        outcome: 'refused',
        detail: 'EXEMPTIONS_UNREADABLE: exemptions/added.json: it is not JSON',
      },
    ]);
    assert.deepEqual(world.calls(), []);
    assert.deepEqual(rulesOf(world), [ssh]);
    assert.deepEqual(world.topic.told, []);
    assert.sameMembers(
      world.queue.givenBack.map(({ messageId }) => messageId),
      messages.map(({ messageId }) => messageId),
    );
    assert.deepEqual(world.ledger.writes, []);
  });

  it('asks for none while the gate is closed', async () => {
    const world = remediation([open(ssh)], {
      gate: () => Promise.resolve(false),
      exemptions: () => Promise.reject(new Error('asked')),
    });

    const { results } = await world.run(work(held()));

    assert.match(results[0]?.detail ?? '', /^GATE_CLOSED/);
  });
});
