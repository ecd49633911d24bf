import type { Hybrid } from './hybrid.ts';
import type { Passing, Trouble } from './way-to-moto.ts';

/** Calls of that operation, of what the path or the body names. */
export const ofCall =
  (operation: string, about = '') =>
  (call: Passing): boolean =>
    call.operation === operation && `${call.path} ${call.body}`.includes(about);

/** Writes of a ledger entry that is about it: `opening` those before a mend, `closing` those after it. */
export const ofEntry =
  (write: 'opening' | 'closing', about: string) =>
  ({ operation, path, body }: Passing): boolean =>
    operation === 'PUT' &&
    path.includes('/actions/') &&
    body.includes(about) &&
    body.includes('"finishedAt"') === (write === 'closing');

/** None: it is only counted. */
export const passes: Trouble = (forward) => forward();

/** moto does it, and whoever asked never hears of it. */
export const lostAfter: Trouble = async (forward) => {
  await forward();
  return 'no answer';
};

/** At just that moment somebody else does something. */
export const happensFirst =
  (happens: () => Promise<unknown>): Trouble =>
  async (forward) => {
    await happens();
    return forward();
  };

/** The function dies with its call, before moto has it or after moto has done it; `look` sees what it leaves. */
export const dies =
  (hybrid: Hybrid, name: string, when: 'before' | 'after', look?: () => Promise<void>): Trouble =>
  async (forward) => {
    if (when === 'after') await forward();
    await look?.();
    await hybrid.crash(name);
    return 'no answer';
  };

/** AWS answers so in moto's place (error responses of the EC2, STS and S3 API References). */
export const refuses =
  (code: string, status: number, of: 'ec2' | 's3' | 'sts'): Trouble =>
  () => {
    const error = `<Error><Code>${code}</Code><Message>${refusal}</Message></Error>`;
    const body = {
      ec2: `<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>`,
      sts: `<ErrorResponse>${error}<RequestId>1</RequestId></ErrorResponse>`,
      s3: error.replace('</Error>', '<RequestId>1</RequestId></Error>'),
    }[of];
    return Promise.resolve({ status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) });
  };

/** The same of SQS, which speaks JSON (SQS API Reference, Common Error Types). */
export const refusesOfQueue =
  (code: string, status: number): Trouble =>
  () => {
    const body = Buffer.from(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: refusal }));
    return Promise.resolve({ status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body });
  };

export const refusal = 'This is what AWS says.';

/**
 * No time goes by on moto: until this ends, what is to be seen later is seen at once. Answers how to end it. `look` sees each such call before
 * moto has it.
 */
export function withoutDelays({ way }: Hybrid, look?: (call: Passing) => Promise<void>): () => void {
  const atOnce: Trouble = async (forward, call) => {
    await look?.(call);
    return forward(call.body.replace(/"(DelaySeconds|VisibilityTimeout)":\d+/g, '"$1":0'));
  };
  const puts = ['SendMessage', 'SendMessageBatch', 'ChangeMessageVisibility', 'ChangeMessageVisibilityBatch'];
  return way.meet(({ operation }) => puts.includes(operation), atOnce, Number.POSITIVE_INFINITY);
}

/** The calls by which functions change that group or bucket, or try to, while this lasts. Answers how to end it, which says what they were. */
export function changesOf({ way }: Hybrid, id: string): () => readonly string[] {
  const made: string[] = [];
  const noted: Trouble = (forward, { operation }) => {
    made.push(operation);
    return forward();
  };
  const which = (call: Passing): boolean => changing.test(call.operation) && ofCall(call.operation, id)(call);
  const end = way.meet(which, noted, Number.POSITIVE_INFINITY);
  return () => {
    end();
    return made;
  };
}

/** Of EC2, and of S3 what names a part of a bucket: objects are the ledger's. */
const changing = /^(Authorize|Revoke|Modify|Update)|^(PUT|DELETE) /;
