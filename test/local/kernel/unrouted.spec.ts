import { AssumeRoleWithSAMLCommand, STSClient } from '@aws-sdk/client-sts';
import { S3Client, HeadBucketCommand } from '@aws-sdk/client-s3';
import { assert } from 'chai';
import { resolveLoopbackNames } from '../../../local/loopback-names.ts';
import { type CallSettings, calls } from '../support/clients.ts';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { type Served, serve } from '../support/served.ts';

describe('A request that the local account can give to no service', () => {
  let served: Served;
  before(async () => {
    resolveLoopbackNames();
    served = await serve(() => ({ services: [], handles: {} }));
  });
  after(() => served.stop());

  const settings = (): CallSettings => ({ ...served.settings(), maxAttempts: 1 });
  const unsigned = { sign: <Request>(request: Request) => Promise.resolve(request) };

  for (const { name, make } of calls) {
    it(`is refused so that the client of ${name} reads why: no such service, no signature`, async () => {
      const [service = ''] = name.split(',');

      await assertRefused(
        make(settings()),
        'NotImplemented',
        new RegExp(`^the local account has no service ${service.replace('-control', '')}$`),
      );
      await assertRefused(make({ ...settings(), signer: unsigned }), 'MissingAuthenticationToken', /not signed/);
    });
  }

  it('is refused where the SDK does not sign at all', async () => {
    const input = { RoleArn: 'arn:aws:iam::123456789012:role/x', PrincipalArn: 'arn:aws:iam::1:saml/x' };

    await assertRefused(
      new STSClient(settings()).send(new AssumeRoleWithSAMLCommand({ ...input, SAMLAssertion: 'none' })),
      'MissingAuthenticationToken',
    );
  });

  it('is refused by its status alone where the answer can have no body', async () => {
    const refused = await refusalOf(new S3Client(settings()).send(new HeadBucketCommand({ Bucket: 'none' })));

    assert.nestedPropertyVal(refused, '$metadata.httpStatusCode', 501);
  });
});
