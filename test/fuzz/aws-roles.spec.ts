import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { assert } from 'chai';
import * as fc from 'fast-check';
import * as v from 'valibot';
import '../../cli/quiet-sdk.ts';
import { assumeRole } from '../../aws/assume-role.ts';
import { callerOf } from '../../cli/caller.ts';
import { type RemediationBatch, RemediationReport } from '../../contract/remediation-batch.ts';
import { Failure } from '../../contract/failure.ts';
import { invokeRemediator } from '../../coordinator/invoke-remediator.ts';
import { batch } from '../support/instructions.ts';
import { answering } from './support/answering.ts';
import { bentText } from './support/bent.ts';
import { bentXml } from './support/bent-xml.ts';
import { answerOf, fuzz } from './support/fuzz.ts';
import { assertNoSecret, loggedAs, secrets, withSecrets } from './support/secrets.ts';

const statuses = fc.constantFrom(200, 200, 200, 200, 200, 200, 400, 403, 429, 500, 503);

const sts = answering();
const stsClient = new STSClient(sts.config);
const xml = (name: string, inner: string): string =>
  `<${name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${name}Result>${inner}</${name}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${name}Response>`;
const session = xml(
  'AssumeRole',
  `<AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn><AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>ASIAPLANTED</AccessKeyId><SecretAccessKey>${secrets.secretAccessKey}</SecretAccessKey><SessionToken>${secrets.sessionToken}</SessionToken><Expiration>2026-11-21T13:00:00Z</Expiration></Credentials>`,
);
const caller = xml(
  'GetCallerIdentity',
  '<Arn>arn:aws:iam::123456789012:user/sam</Arn><UserId>AIDA</UserId><Account>123456789012</Account>',
);
const refusal =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>';
const role = { arn: 'arn:aws:iam::111122223333:role/reader', sessionName: 's', externalId: secrets.externalId };

const lambda = answering('application/json');
const lambdaClient = new LambdaClient(lambda.config);
const asked: RemediationBatch = batch([]);
const report: RemediationReport = {
  results: [
    { resourceId: 'sg-1', outcome: 'mended', actionId: 'a-1', detail: 'revoked' },
    { resourceId: 'sg-2', outcome: 'failed', detail: 'no', accountOnly: true },
  ],
};
const thrown = { errorType: 'Error', errorMessage: 'out of memory', trace: ['at x'] };

describe('fuzz: answers of STS and of Lambda', function () {
  it('of STS are credentials that end at some time, or a refusal that tells none of them', () =>
    fuzz({
      name: 'answers of STS and Lambda',
      share: 0.5,
      inputs: fc.record({
        status: statuses,
        one: bentXml([session, session, refusal]),
        two: bentXml([caller, refusal]),
      }),
      async try({ status, one, two }) {
        sts.answer(() => ({ status, body: one }));
        const became = await answerOf(() => assumeRole(stsClient, role));
        sts.answer(() => ({ status, body: two }));
        const known = await answerOf(() => callerOf(stsClient));

        if (known instanceof Failure) {
          assert.equal(known.code, 'READ_FAILED');
          assertNoSecret(known.message, loggedAs(known));
        }
        if (became instanceof Failure) {
          assert.equal(became.code, 'ROLE_NOT_ASSUMED');
          assertNoSecret(became.message, loggedAs(became));
          return 'refused';
        }
        const { expiration, ...keys } = became.answer;
        assert.isFalse(Number.isNaN(expiration.getTime()), 'they would never be renewed');
        for (const key of Object.values(keys)) assert.isString(key);
        return 'good';
      },
    }));

  it('of a remediator are its report, or known not to be: none is taken for mended by mistake', () =>
    fuzz({
      name: 'answers of STS and Lambda',
      share: 0.5,
      inputs: fc.record({
        status: statuses,
        text: fc.oneof(withSecrets(bentText([report])).map(String), bentText([thrown])),
        error: fc.constantFrom('', '', '', 'Unhandled', 'Handled', '\u0085'),
      }),
      async try({ status, text, error }) {
        const headers: Record<string, string> = error === '' ? {} : { 'x-amz-function-error': error };
        lambda.answer(() => ({ status, body: text, headers }));

        const ended = await invokeRemediator(lambdaClient, 'remediator', asked);

        if (ended.kind === 'answered') {
          assert.equal(status, 200);
          assert.equal(error, '', 'a crash is taken for an answer');
          v.parse(RemediationReport, ended.report);
          return 'good';
        }
        if (status === 200) assert.equal(ended.kind, error === '' ? 'unknown' : 'crashed');
        // What a function throws is shown as it is: whoever writes it is the product itself.
        if (error === '') assertNoSecret(ended.reason);
        assert.isNotEmpty(ended.reason);
        return 'refused';
      },
    }));
});
