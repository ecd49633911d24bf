import { assert } from 'chai';
import { ageText } from '../../../cli/inspect/age.ts';
import { inspectionCsv } from '../../../cli/inspect/inspection-csv.ts';
import { inspectionHtml } from '../../../cli/inspect/inspection-html.ts';
import { summaryText } from '../../../cli/inspect/inspection-words.ts';
import { renderInspection } from '../../../cli/inspect/render-inspection.ts';
import { groupIdentity } from '../../support/instructions.ts';
import { closing, finding, inspected, inspectionWith, openPort } from '../../support/inspections.ts';

const plain = (_: unknown, text: string): string => text;
const render = (over: Parameters<typeof inspectionWith>[0] = {}) => renderInspection(inspectionWith(over), plain);

const full = inspected({
  resource: groupIdentity('sg-1', { tags: { Name: 'bastion' } }),
  plan: { ...closing(22), after: ['tcp 22 from 10.0.0.0/8'], notes: ['a note'] },
  actor: 'arn:aws:iam::123456789012:user/alice',
  messages: 3,
  attempts: 2,
  exemption: ['exempt until 2026-12-31 by data team: it moves'],
  harm: ['1 network interface uses the group.'],
  state: 'changed',
  stateReason: 'security-group-restricted-ports: now tcp 23',
  notBefore: '2026-11-21T10:00:00.000Z',
});

describe('renderInspection', () => {
  it('shows all that is known of a resource, aligned', () => {
    const lines = render({ resources: [full] }).split('\n');

    assert.deepEqual(lines.slice(0, 13), [
      'CRITICAL   sg-1 (bastion)  123456789012  eu-west-1',
      '  rule     security-group-restricted-ports',
      '  exposed  tcp 22 from the whole IPv4 internet',
      '  change   - tcp 22 from 0.0.0.0/0',
      '           + tcp 22 from 10.0.0.0/8',
      '  note     a note',
      '  call     ec2:RevokeSecurityGroupIngress {"GroupId":"sg-1","IpPermissions":[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]}',
      '  harm     1 network interface uses the group.',
      '  exempt   exempt until 2026-12-31 by data team: it moves',
      '  now      changed since: security-group-restricted-ports: now tcp 23',
      '  by       arn:aws:iam::123456789012:user/alice',
      '  queue    found 3 h ago, 3 messages, tried 2 times, in its grace period until 2026-11-21T10:00:00.000Z',
      '',
    ]);
  });

  it('says beside each of several rules how long it alone waits, and who found it', () => {
    const notBefore = '2026-11-21T10:00:00.000Z';
    const waiting = finding({ notBefore, evidence: { source: 'cloudtrail', capturedAt: notBefore } });
    const atOnce = finding({ rule: 'security-group-authorized-ports' });

    const several = inspectionWith({ resources: [inspected({ findings: [waiting, atOnce] })] });
    const alone = inspectionWith({ resources: [inspected({ findings: [waiting], notBefore })] });

    const beside = '(found by cloudtrail, in its grace period until 2026-11-21T10:00:00.000Z)';
    assert.include(renderInspection(several, plain), `security-group-restricted-ports  ${beside}\n`);
    assert.include(inspectionHtml(several), `security-group-restricted-ports ${beside}<`);
    assert.include(renderInspection(several, plain), 'security-group-authorized-ports\n');
    assert.include(renderInspection(alone, plain), 'security-group-restricted-ports  (found by cloudtrail)\n');
    assert.include(renderInspection(alone, plain), '1 message, in its grace period until 2026-11-21T10:00:00.000Z\n');
  });

  it('shows the plans of several rules by themselves until one was made of them', () => {
    const authorised = finding({
      rule: 'security-group-authorized-ports',
      plan: closing(80),
      violations: [openPort(80)],
    });
    const one = inspected({ findings: [finding(), authorised] });
    const count = (text: string, part: string): number => text.split(part).length - 1;

    const apart = render({ resources: [one] });
    const together = render({ resources: [{ ...one, state: 'confirmed' }] });

    assert.equal(count(apart, '  call '), 2);
    assert.include(apart, 'which --live shows');
    assert.equal(count(together, '  call '), 1);
  });

  it('calls wrong what exposes nothing', () => {
    const logging = finding({ violations: [{ kind: 'logging-off' }], exposure: ['access is not logged'] });

    assert.include(render({ resources: [inspected({ findings: [logging] })] }), '  wrong    access is not logged');
  });

  it('keeps on one line, and off the terminal’s controls, what others wrote', () => {
    const nasty = inspected({
      resource: groupIdentity('sg-1', { tags: { Name: 'a\u001B[2J\nb' } }),
      actor: 'x\r\nCRITICAL forged',
    });

    const text = render({ resources: [nasty] });

    assert.notInclude(text, '\u001B');
    assert.notMatch(text, /^CRITICAL forged/m);
  });

  it('cuts a call that would bury the others', () => {
    const input = { Policy: 'x'.repeat(5000) };
    const plan = { ...closing(22), changes: [{ service: 's3' as const, operation: 'PutBucketPolicy', input }] };

    const call = render({ resources: [inspected({ plan })] })
      .split('\n')
      .find((line) => line.includes('PutBucketPolicy'));

    assert.isBelow(call?.length ?? Infinity, 700);
    assert.include(call, '(--json has all of it)');
  });

  it('says what was not read, and what is to be known beside it', () => {
    const text = render({
      unreadable: [{ messageId: 'm1', reason: 'not JSON [MESSAGE_INVALID]' }],
      partial: 'about 3 are delayed',
      notes: ['Exemptions are not considered.'],
    });

    assert.include(text, 'unreadable message m1: not JSON [MESSAGE_INVALID]');
    assert.include(text, 'Not all: about 3 are delayed.');
    assert.include(text, 'Exemptions are not considered.');
  });
});

describe('The summary', () => {
  for (const [what, inspection, text] of [
    [
      'an empty queue',
      { messages: 0, resources: [] },
      /^The queue has no message that can be received now: nothing is to be mended\.$/,
    ],
    [
      'a queue of which every message is delayed',
      { messages: 0, resources: [], partial: 'about 3 are delayed' },
      /^The queue has no message that can be received now\.$/,
    ],
    [
      'a filter that finds nothing among what could be read',
      { messages: 2, resources: [], unreadable: [{ messageId: 'm', reason: '' }] },
      /^Nothing that was asked for is in the 2 messages, 1 unreadable\./,
    ],
    [
      'a filter that finds nothing',
      { messages: 2, resources: [] },
      /^Nothing that was asked for is in the 2 messages\. Nothing was changed/,
    ],
    [
      'what waits',
      { messages: 9, resources: [full, full, inspected({ severity: 'low' })] },
      /^3 resources \(2 critical, 1 low\) from 9 messages\. Nothing was changed; the messages are visible again after 1\.2 s\.$/,
    ],
    ['what is unreadable', { unreadable: [{ messageId: 'm', reason: '' }] }, /from 1 message, 1 unreadable\./],
  ] as const) {
    it(`tells of ${what}`, () => {
      assert.match(summaryText(inspectionWith(inspection)), text);
    });
  }
});

describe('ageText', () => {
  for (const [minutes, text] of [
    [-5, 'now'],
    [0.5, 'now'],
    [1, '1 min'],
    [59, '59 min'],
    [60, '1 h'],
    [47 * 60, '1 d'],
    [14 * 24 * 60, '14 d'],
  ] as const) {
    it(`is ${text} for ${minutes} minutes`, () => {
      const to = '2026-11-20T13:00:00.000Z';
      assert.equal(ageText(new Date(Date.parse(to) - minutes * 60_000).toISOString(), to), text);
    });
  }
});

describe('inspectionCsv', () => {
  it('has a line per resource, a cell for each thing that is known', () => {
    const [header = '', ...rows] = inspectionCsv(inspectionWith({ resources: [full] })).split('\n');

    assert.equal(header.split(',').length, 22);
    assert.lengthOf(rows, 1);
    assert.match(
      rows[0] ?? '',
      /^critical,sg-1,AWS::EC2::SecurityGroup,123456789012,eu-west-1,security-group-restricted-ports,/,
    );
    assert.match(rows[0] ?? '', /,2026-11-20T10:00:00.000Z,2026-11-21T10:00:00.000Z,3,2,,$/);
  });
});

describe('inspectionHtml', () => {
  it('is one page with all of it, and runs nothing that a message wrote', () => {
    const evil = inspected({ severity: 'low', actor: '<script>alert(1)</script>' });

    const page = inspectionHtml(
      inspectionWith({ resources: [full, evil], unreadable: [{ messageId: 'm1', reason: '<b>' }], partial: 'some' }),
    );

    for (const part of [
      'Critical (1)',
      'Low (1)',
      'Unreadable messages',
      'bastion',
      'Not all: some.',
      '3 h ago (2026-11-20T10:00',
    ])
      assert.include(page, part);
    assert.notInclude(page, '<script');
    assert.include(page, '&lt;script&gt;');
    assert.notMatch(page, /(src|href)="(?!#)/);
  });
});
