import { assert } from 'chai';
import { useEndpoint } from '../../cli/use-endpoint.ts';

describe('useEndpoint', () => {
  for (const [endpoint, expected] of [
    ['https://aws.example.com', { AWS_ENDPOINT_URL: 'https://aws.example.com' }],
    [
      'http://127.0.0.1:4566',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566', AWS_ENDPOINT_URL_S3_CONTROL: 'http://localhost:4566' },
    ],
    [
      'http://localhost:4566',
      { AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_ENDPOINT_URL_S3_CONTROL: 'http://localhost:4566' },
    ],
  ] as const) {
    it(`sends all calls to ${endpoint}`, () => {
      const environment: Record<string, string | undefined> = {};

      useEndpoint(endpoint, environment);

      assert.deepEqual(environment, { ...expected });
    });
  }
});
