import { assert } from 'chai';
import { isDeleted, looseness } from '../../publicness/principal.ts';
import type { PrincipalEntry } from '../../publicness/policy-document.ts';

describe('looseness of a principal', () => {
  const fixed: PrincipalEntry[] = [
    { type: 'AWS', value: '111122223333' },
    { type: 'AWS', value: 'arn:aws:iam::111122223333:root' },
    { type: 'AWS', value: 'arn:aws:iam::111122223333:role/deploy' },
    { type: 'AWS', value: 'arn:aws:sts::111122223333:assumed-role/deploy/session' },
    { type: 'AWS', value: 'arn:aws-cn:iam::111122223333:user/li' },
    { type: 'AWS', value: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2EXAMPLE' },
    { type: 'AWS', value: 'AROAEXAMPLEOFADELETEDROLE' },
    { type: 'Service', value: 'cloudtrail.amazonaws.com' },
    { type: 'CanonicalUser', value: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
    { type: 'Federated', value: 'arn:aws:iam::111122223333:saml-provider/office' },
    { type: 'Federated', value: 'arn:aws:iam::111122223333:oidc-provider/token.example.com' },
  ];
  for (const entry of fixed) {
    it(`is none for ${entry.type} ${entry.value}`, () => {
      assert.isNull(looseness(entry));
    });
  }

  const loose: PrincipalEntry[] = [
    { type: 'AWS', value: '*' },
    { type: 'AWS', value: 'arn:aws:iam::*:root' },
    { type: 'AWS', value: 'arn:aws:iam::111122223333:role/*' },
    { type: 'AWS', value: 'arn:aws:iam::11112222333?:root' },
    { type: 'AWS', value: 'arn:aws:iam::111122223333:user/${aws:username}' },
    { type: 'AWS', value: '' },
    { type: 'Service', value: '*' },
    { type: 'CanonicalUser', value: '*' },
    { type: 'Federated', value: '*' },
    { type: 'Federated', value: 'graph.facebook.com' },
    { type: 'Federated', value: 'cognito-identity.amazonaws.com' },
    { type: 'Federated', value: 'evil.example/arn:aws:iam::111122223333:saml-provider/office' },
  ];
  for (const entry of loose) {
    it(`names ${entry.type} ${entry.value === '' ? '(empty)' : entry.value} as at fault`, () => {
      assert.include(looseness(entry) ?? '', `Principal ${entry.type} ${entry.value === '*' ? 'is *' : entry.value}`);
    });
  }
});

describe('a deleted principal', () => {
  for (const [type, value, expected] of [
    ['AWS', 'AROAEXAMPLEOFADELETEDROLE', true],
    ['AWS', 'AIDAEXAMPLE123456', true],
    ['AWS', 'AIDAEXAMPLE1234', false],
    ['AWS', '111122223333', false],
    ['AWS', 'arn:aws:iam::111122223333:role/AROAEXAMPLEOFADELETEDROLE', false],
    ['AWS', 'AROAEXAMPLEOFADELETEDROLE ', false],
    ['Service', 'AROAEXAMPLEOFADELETEDROLE', false],
    ['CanonicalUser', 'AROAEXAMPLEOFADELETEDROLE', false],
  ] as const) {
    it(`is ${expected ? '' : 'not '}${type} ${value}`, () => {
      assert.equal(isDeleted({ type, value }), expected);
    });
  }
});
