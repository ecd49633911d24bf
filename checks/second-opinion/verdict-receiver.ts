import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes what rules put to AWS Config, of which neither moto nor ministack has the operation. */
export interface VerdictReceiver {
  readonly endpoint: string;
  /** The bodies of PutEvaluations, in order. */
  readonly put: readonly string[];
  stop(): Promise<void>;
}

export async function startVerdictReceiver(): Promise<VerdictReceiver> {
  const put: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isPut = request.headers['x-amz-target'] === 'StarlingDoveService.PutEvaluations';
      if (isPut) put.push(Buffer.concat(chunks).toString());
      response.writeHead(isPut ? 200 : 500, { 'content-type': 'application/x-amz-json-1.1' });
      response.end('{"FailedEvaluations":[]}');
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    put,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
