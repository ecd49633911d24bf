import type { Message } from '@aws-sdk/client-sqs';
import type { Instruction } from '../../contract/instruction.ts';
import type { HeldMessage, RemediationBatch, Work } from '../../contract/remediation-batch.ts';
import type { ResourceIdentity } from '../../contract/resource.ts';
import { instructionId } from '../../rules/instruct.ts';

export const accountId = '123456789012';
export const region = 'eu-west-1';
export const portsRule = 'security-group-restricted-ports';

export function groupIdentity(id = 'sg-1', overrides: Partial<ResourceIdentity> = {}): ResourceIdentity {
  return {
    type: 'AWS::EC2::SecurityGroup',
    id,
    arn: `arn:aws:ec2:${region}:${accountId}:security-group/${id}`,
    accountId,
    region,
    tags: {},
    ...overrides,
  };
}

export function bucketIdentity(id = 'holiday-photos'): ResourceIdentity {
  return { type: 'AWS::S3::Bucket', id, arn: `arn:aws:s3:::${id}`, accountId, region, tags: {} };
}

/** A security group's instruction unless said otherwise. */
export function instruction(overrides: Partial<Instruction> = {}): Instruction {
  const resource = overrides.resource ?? groupIdentity();
  const rule = overrides.rule ?? portsRule;
  return {
    version: 1,
    id: instructionId(resource, rule),
    rule,
    remediator: 'security-group',
    resource,
    violations: [],
    plan: { changes: [], before: [], after: [], notes: [] },
    severity: 'critical',
    evidence: { source: 'config', capturedAt: '2026-11-20T10:00:00.000Z' },
    attempt: 0,
    ...overrides,
  };
}

let messages = 0;

/** A message as a consumer holds it; every one has ids of its own. */
export function held(overrides: Partial<Instruction> = {}): HeldMessage {
  messages += 1;
  return { messageId: `m${messages}`, receiptHandle: `r${messages}`, instruction: instruction(overrides) };
}

/** As SQS delivers it; a string is taken as the body. */
export function sqsMessage(body: Instruction | string, id?: string): Message {
  messages += 1;
  const MessageId = id ?? `m${messages}`;
  const Body = typeof body === 'string' ? body : JSON.stringify(body);
  return { MessageId, ReceiptHandle: `handle of ${MessageId}`, Body };
}

export function work(...messages: readonly HeldMessage[]): Work {
  const [first] = messages;
  if (first === undefined) throw new RangeError('work without messages');
  return { resource: first.instruction.resource, messages: [...messages] };
}

export function batch(items: readonly Work[], overrides: Partial<RemediationBatch> = {}): RemediationBatch {
  return {
    version: 1,
    runId: 'run-1',
    remediator: 'security-group',
    accountId,
    region,
    work: [...items],
    ...overrides,
  };
}
