import { once } from 'node:events';
import { createServer } from 'node:net';
import { EC2Client, RevokeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { assert } from 'chai';
import * as v from 'valibot';
import { classifyError, errorCode, errorText, isDenied, isInDoubt } from '../../aws/classify-error.ts';
import { awsError } from '../support/aws.ts';

const classes = {
  gone: ['InvalidGroup.NotFound', 'NoSuchBucket'],
  'moved-on': [
    'InvalidPermission.NotFound',
    'InvalidPermission.Duplicate',
    'RulesPerSecurityGroupLimitExceeded',
    'NoSuchBucketPolicy',
    'AccessControlListNotSupported',
  ],
  transient: [
    'RequestLimitExceeded',
    'ThrottlingException',
    'SlowDown',
    'OperationAborted',
    'TimeoutError',
    'ECONNRESET',
    'EAI_AGAIN',
  ],
  permanent: ['AccessDenied', 'UnauthorizedOperation', 'InvalidGroupId.Malformed', 'MalformedPolicy', 'constructor'],
} as const;

describe('classifyError', () => {
  for (const [expected, names] of Object.entries(classes)) {
    for (const name of names) {
      it(`says that ${name} is ${expected}`, () => {
        assert.equal(classifyError(awsError(name)), expected);
      });
    }
  }

  for (const [status, expected] of [
    [500, 'transient'],
    [503, 'transient'],
    [429, 'transient'],
    [400, 'permanent'],
    [404, 'permanent'],
    [301, 'permanent'],
    [200, 'transient'],
    [204, 'transient'],
    [199, 'permanent'],
  ] as const) {
    it(`takes an unknown error with status ${status} as ${expected}`, () => {
      assert.equal(classifyError(awsError('NeverHeardOf', { status })), expected);
    });
  }

  it('knows a connection that failed by the code of Node', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });

    assert.equal(classifyError(error), 'transient');
    assert.equal(errorCode(error), 'ECONNREFUSED');
  });

  for (const thrown of [null, undefined, 'text', 7, {}]) {
    it(`does not take ${JSON.stringify(thrown)} for something that will pass`, () => {
      assert.equal(classifyError(thrown), 'permanent');
      assert.equal(errorCode(thrown), 'Unknown');
    });
  }
});

describe('isDenied', () => {
  it('knows the three names and the status', () => {
    assert.isTrue(isDenied(awsError('UnauthorizedOperation')));
    assert.isTrue(isDenied(awsError('AccessDenied')));
    assert.isTrue(isDenied(awsError('InvalidAccessKeyId', { status: 403 })));
    assert.isFalse(isDenied(awsError('MalformedPolicy')));
  });
});

describe('isInDoubt', () => {
  it('is so where an answer may have been lost', () => {
    assert.isTrue(isInDoubt(awsError('TimeoutError')));
    assert.isTrue(isInDoubt(awsError('InvalidPermission.NotFound', { attempts: 2 })));
  });

  describe('over HTTP, where the SDK', function () {
    /** What a server answers once, byte by byte. */
    const answering = async (bytes: string): Promise<unknown> => {
      const server = createServer((socket) =>
        socket.on('error', () => undefined).once('data', () => socket.end(bytes)),
      );
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = v.parse(v.object({ port: v.number() }), server.address());
      const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
      const endpoint = `http://127.0.0.1:${port}`;
      const ec2 = new EC2Client({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
      try {
        return await ec2
          .send(new RevokeSecurityGroupIngressCommand({ GroupId: 'sg-1' }))
          .catch((error: unknown) => error);
      } finally {
        ec2.destroy();
        server.close();
      }
    };
    const http = (status: string, body: string) =>
      `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

    for (const [what, bytes, expected] of [
      ['cannot parse the body of a success', http('200 OK', '<RevokeSecurity'), true],
      ['finds no XML in a success', http('200 OK', 'it works'), true],
      ['is answered in what is no HTTP', 'HTTP/9.9 what\r\n\r\n', true],
      ['reads a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n', true],
      ['loses the rest of the answer', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<Revoke', true],
      ['cannot parse the body of a refusal', http('400 Bad Request', '<Resp'), false],
    ] as const) {
      it(`${what}, it is ${expected ? '' : 'not '}so`, async () => {
        const error = await answering(bytes);

        assert.instanceOf(error, Error);
        assert.equal(isInDoubt(error), expected);
      });
    }
  });

  it('is not so where the first answer was a refusal', () => {
    assert.isFalse(isInDoubt(awsError('InvalidPermission.NotFound')));
    assert.isFalse(isInDoubt(awsError('AccessDenied')));
    assert.isFalse(isInDoubt(new Error('of our own')));
  });
});

describe('errorText', () => {
  it("gives the code and AWS's own words", () => {
    assert.equal(
      errorText(awsError('SlowDown', { message: 'Please reduce your rate' })),
      'SlowDown: Please reduce your rate',
    );
    assert.equal(errorText('thrown text'), 'thrown text');
  });
});
