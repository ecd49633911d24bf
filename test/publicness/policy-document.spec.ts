import { assert } from 'chai';
import { readPolicy } from '../../publicness/policy-document.ts';
import { allow, policy } from '../support/buckets.ts';

function statementOf(statement: unknown) {
  const reading = readPolicy(policy(statement));
  assert.equal(reading.kind, 'read');
  return reading.kind === 'read' ? reading.statements[0] : undefined;
}

function principalsOf(principal: unknown): unknown {
  const statement = statementOf(allow({ Principal: principal }));
  return statement?.effect === 'Allow' ? statement.principals : statement;
}

describe('readPolicy', () => {
  it('reads a Statement that is one object as the first of one', () => {
    const reading = readPolicy(JSON.stringify({ Statement: allow({ Sid: 'Only' }) }));

    assert.equal(reading.kind, 'read');
    assert.deepInclude(reading.kind === 'read' && reading.statements[0], { effect: 'Allow', index: 0, sid: 'Only' });
  });

  it('says without quoting it what is no policy and what no statement', () => {
    const form = 'is not of a form that is known';

    assert.deepEqual(readPolicy('"x"'), { kind: 'unreadable', reason: `policy ${form}` });
    assert.deepEqual(statementOf('x'), {
      effect: 'unreadable',
      index: 0,
      sid: undefined,
      reason: `statement ${form}`,
    });
    assert.deepEqual(statementOf({ Sid: 'x', Effect: 'Maybe' }), {
      effect: 'unreadable',
      index: 0,
      sid: undefined,
      reason: `Effect ${form}`,
    });
  });

  it('numbers statements as the policy does, Deny ones counted', () => {
    const reading = readPolicy(policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }, allow()));

    const found = reading.kind === 'read' ? reading.statements.map(({ index, effect }) => [index, effect]) : [];
    assert.deepEqual(found, [
      [0, 'Deny'],
      [1, 'Allow'],
    ]);
  });

  const principals: [unknown, unknown][] = [
    ['*', 'everyone'],
    [{ AWS: '*' }, [{ type: 'AWS', value: '*' }]],
    [{ AWS: ['*'] }, [{ type: 'AWS', value: '*' }]],
    [{ AWS: '111122223333' }, [{ type: 'AWS', value: '111122223333' }]],
    [{ AWS: 111122223333 }, [{ type: 'AWS', value: '111122223333' }]],
    [
      { Service: ['a.amazonaws.com', 'b.amazonaws.com'], CanonicalUser: '79a5' },
      [
        { type: 'Service', value: 'a.amazonaws.com' },
        { type: 'Service', value: 'b.amazonaws.com' },
        { type: 'CanonicalUser', value: '79a5' },
      ],
    ],
  ];
  for (const [given, expected] of principals) {
    it(`reads Principal ${JSON.stringify(given)}`, () => {
      assert.deepEqual(principalsOf(given), expected);
    });
  }

  it('reads NotPrincipal as everyone but', () => {
    const statement = statementOf(allow({ Principal: undefined, NotPrincipal: { AWS: '111122223333' } }));

    assert.deepInclude(statement, {
      exceptPrincipals: true,
      principals: [{ type: 'AWS', value: '111122223333' }],
    });
  });

  it('reads actions and resources, negated or not, one or many', () => {
    const many = statementOf(allow({ Action: ['s3:GetObject', 's3:ListBucket'] }));
    const negated = statementOf(allow({ Action: undefined, NotAction: 's3:PutObject' }));

    assert.deepInclude(many, { actions: { allBut: false, patterns: ['s3:GetObject', 's3:ListBucket'] } });
    assert.deepInclude(negated, { actions: { allBut: true, patterns: ['s3:PutObject'] } });
    assert.deepInclude(negated, { resources: { allBut: false, patterns: ['arn:aws:s3:::holiday-photos/*'] } });
  });

  it('reads each key of each operator as a clause with its values as strings', () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': 111122223333, 'aws:SourceVpce': ['vpce-1', 'vpce-2'] },
      Bool: { 'aws:SecureTransport': true },
    };

    const statement = statementOf(allow({ Condition }));

    assert.deepEqual(statement?.effect === 'Allow' && statement.conditions, [
      { operator: 'StringEquals', key: 'aws:SourceAccount', values: ['111122223333'] },
      { operator: 'StringEquals', key: 'aws:SourceVpce', values: ['vpce-1', 'vpce-2'] },
      { operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] },
    ]);
  });

  const unreadableStatements: [string, unknown, string][] = [
    ['a Principal that is an ARN string', allow({ Principal: 'arn:aws:iam::111122223333:root' }), 'Principal'],
    ['a Principal that is a list', allow({ Principal: ['*'] }), 'Principal'],
    ['a Condition that is null', allow({ Condition: null }), 'Condition'],
    ['an operator without keys', allow({ Condition: { Bool: null } }), 'Condition.Bool'],
    ['a Principal that names nobody', allow({ Principal: { AWS: [] } }), 'Principal'],
    ['a Principal without any', allow({ Principal: {} }), 'Principal'],
    ['a Principal of every kind', allow({ Principal: { '*': '*' } }), 'Principal'],
    ['an unknown kind of Principal', allow({ Principal: { Aws: '*' } }), 'Principal'],
    ['no Principal', allow({ Principal: undefined }), 'no Principal'],
    ['both Principal and NotPrincipal', allow({ NotPrincipal: '*' }), 'both'],
    ['both Action and NotAction', allow({ NotAction: 's3:PutObject' }), 'both'],
    ['both Resource and NotResource', allow({ NotResource: 'arn:aws:s3:::holiday-photos' }), 'both'],
    ['an Effect in another case', allow({ Effect: 'allow' }), 'Effect'],
    ['an element in another case', allow({ condition: {} }), 'condition'],
    ['a Condition without keys', allow({ Condition: { StringEquals: 'x' } }), 'Condition.StringEquals'],
    ['a statement that is no object', 'Allow', 'statement'],
  ];
  for (const [what, statement, field] of unreadableStatements) {
    it(`says that it cannot read ${what}`, () => {
      const read = statementOf(statement);

      assert.equal(read?.effect, 'unreadable');
      assert.include(read?.effect === 'unreadable' ? read.reason : '', field);
    });
  }

  it('reads the other statements beside an unreadable one', () => {
    const reading = readPolicy(policy({ Sid: 'Odd' }, allow()));

    const effects = reading.kind === 'read' ? reading.statements.map(({ effect }) => effect) : [];
    assert.deepEqual(effects, ['unreadable', 'Allow']);
  });

  it('does not ask how a Deny statement is made, since it opens nothing', () => {
    assert.deepInclude(statementOf({ Effect: 'Deny', Principal: [['?']], Condition: 7 }), {
      effect: 'Deny',
      terms: null,
    });
  });

  it('reads the terms of a Deny statement where it can', () => {
    const statement = statementOf(
      allow({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } }, Action: 's3:*' }),
    );

    assert.deepEqual(statement?.effect === 'Deny' && statement.terms, {
      principals: 'everyone',
      exceptPrincipals: false,
      actions: { allBut: false, patterns: ['s3:*'] },
      resources: { allBut: false, patterns: ['arn:aws:s3:::holiday-photos/*'] },
      conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['false'] }],
    });
  });

  const unreadablePolicies: [string, string, string][] = [
    ['text that is not JSON', 'Version: 2012-10-17', 'not JSON'],
    ['an empty text', '', 'not JSON'],
    ['a text cut short', policy(allow()).slice(0, -1), 'not JSON'],
    ['a list', '[]', 'Statement'],
    ['no Statement', '{"Version":"2012-10-17"}', 'Statement'],
    ['a Statement that is a string', '{"Statement":"*"}', 'Statement'],
    ['an unknown element', '{"Statement":[],"statement":[]}', 'statement'],
    ['a repeated element', `{"Statement":[],"Statement":[${JSON.stringify(allow())}]}`, 'Statement'],
    ['a repeated element of a statement', '{"Statement":[{"Effect":"Allow","Effect":"Deny"}]}', 'Effect'],
  ];
  for (const [what, text, word] of unreadablePolicies) {
    it(`says that it cannot read a policy with ${what}`, () => {
      const reading = readPolicy(text);

      assert.equal(reading.kind, 'unreadable');
      assert.include(reading.kind === 'unreadable' ? reading.reason : '', word);
    });
  }

  it('never quotes the policy when it cannot read it', () => {
    const reading = readPolicy('{"Statement":[{"Effect":"s3cr3t"');

    assert.notInclude(JSON.stringify(reading), 's3cr3t');
  });
});
