import { assert } from 'chai';
import { describeDeny, describeStatement, nameStatement } from '../../publicness/describe-statement.ts';
import { readPolicy } from '../../publicness/policy-document.ts';
import { allow, policy } from '../support/buckets.ts';

describe('describeStatement', () => {
  const cases: [Record<string, unknown>, string][] = [
    [{}, 'Statement[0] allows everyone s3:GetObject on arn:aws:s3:::holiday-photos/*'],
    [
      { Sid: 'Two', Principal: { AWS: ['*', '111122223333'], Service: 's3.amazonaws.com' }, Resource: ['a', 'b'] },
      'Statement[0] "Two" allows AWS *, AWS 111122223333, Service s3.amazonaws.com s3:GetObject on a, b',
    ],
    [
      { Principal: undefined, NotPrincipal: { AWS: '111122223333' }, Action: undefined, NotAction: 's3:PutObject' },
      'Statement[0] allows everyone but AWS 111122223333 all but s3:PutObject on arn:aws:s3:::holiday-photos/*',
    ],
    [
      {
        Condition: {
          IpAddress: { 'aws:SourceIp': ['203.0.113.1', '203.0.113.2'] },
          Bool: { 'aws:SecureTransport': true },
        },
      },
      'Statement[0] allows everyone s3:GetObject on arn:aws:s3:::holiday-photos/*' +
        ' if IpAddress aws:SourceIp 203.0.113.1, 203.0.113.2 and Bool aws:SecureTransport true',
    ],
  ];
  for (const [statement, expected] of cases) {
    it(`says: ${expected}`, () => {
      const reading = readPolicy(policy(allow(statement)));
      const read = reading.kind === 'read' ? reading.statements[0] : undefined;

      assert.equal(read?.effect === 'Allow' ? describeStatement(read) : read, expected);
    });
  }
});

describe('nameStatement', () => {
  it('quotes a Sid, so that an odd one cannot pass for something else', () => {
    assert.equal(nameStatement({ index: 3, sid: 'a "b"\nc' }), 'Statement[3] "a \\"b\\"\\nc"');
  });

  it('leaves out an empty Sid', () => {
    assert.equal(nameStatement({ index: 3, sid: '' }), 'Statement[3]');
    assert.equal(nameStatement({ index: 3 }), 'Statement[3]');
  });
});

describe('describeDeny', () => {
  for (const [what, overrides, expected] of [
    [
      'what is denied',
      { Sid: 'No' },
      'Statement[0] "No" denies everyone s3:GetObject on arn:aws:s3:::holiday-photos/*',
    ],
    ['that it is nothing', { Action: [], Resource: undefined }, 'Statement[0] denies everyone nothing on nothing'],
    ['the name alone where the terms cannot be read', { Principal: [['?']] }, 'Statement[0]'],
  ] as const) {
    it(`says ${what}`, () => {
      const reading = readPolicy(policy(allow({ Effect: 'Deny', ...overrides })));
      const read = reading.kind === 'read' ? reading.statements[0] : undefined;

      assert.equal(read?.effect === 'Deny' ? describeDeny(read) : read, expected);
    });
  }
});
