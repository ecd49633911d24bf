import type { Message } from '@aws-sdk/client-sqs';
import type { InspectedFinding, InspectedResource, Inspection } from '../../cli/inspect/inspection.ts';
import type { Instruction } from '../../contract/instruction.ts';
import type { Plan } from '../../contract/plan.ts';
import type { ExposedPorts } from '../../contract/violation.ts';
import { groupIdentity, instruction, portsRule } from './instructions.ts';
import { ingress } from './security-groups.ts';

export const noPlan: Plan = { changes: [], before: [], after: [], notes: [] };

export function openPort(port: number, cidr = '0.0.0.0/0'): ExposedPorts {
  return {
    kind: 'exposed-ports',
    rule: ingress('tcp', port, cidr),
    protocol: 'tcp',
    ports: [{ from: port, to: port }],
    reachedBy: 'the whole IPv4 internet',
  };
}

/** The call that closes a port of a group. */
export function closing(port: number, GroupId = 'sg-1'): Plan {
  const IpPermissions = [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  return {
    changes: [{ service: 'ec2', operation: 'RevokeSecurityGroupIngress', input: { GroupId, IpPermissions } }],
    before: [`tcp ${port} from 0.0.0.0/0`],
    after: [],
    notes: [],
  };
}

/** A group with an open port, as a rule queues it. */
export function openGroup(overrides: Partial<Instruction> = {}, port = 22): Instruction {
  const resource = overrides.resource ?? groupIdentity();
  return instruction({ violations: [openPort(port)], plan: closing(port, resource.id), ...overrides, resource });
}

export function finding(overrides: Partial<InspectedFinding> = {}): InspectedFinding {
  return {
    rule: portsRule,
    severity: 'critical',
    exposure: ['tcp 22 from the whole IPv4 internet'],
    violations: [openPort(22)],
    plan: closing(22),
    evidence: { source: 'config', capturedAt: '2026-11-20T10:00:00.000Z' },
    ...overrides,
  };
}

export function inspected(overrides: Partial<InspectedResource> = {}): InspectedResource {
  return {
    resource: groupIdentity(),
    severity: 'critical',
    findings: [finding()],
    plan: closing(22),
    oldestAt: '2026-11-20T10:00:00.000Z',
    messages: 1,
    attempts: 0,
    state: 'as-queued',
    ...overrides,
  };
}

export function inspectionWith(overrides: Partial<Inspection> = {}): Inspection {
  return {
    queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/configmend-remediation',
    at: '2026-11-20T13:00:00.000Z',
    resources: [inspected()],
    unreadable: [],
    messages: 1,
    expected: 1,
    heldSeconds: 1.2,
    complete: true,
    notes: [],
    ...overrides,
  };
}

/** As SQS delivers a dead letter. */
export function deadLetterMessage(
  body: Instruction | string,
  attributes: { code?: string; reason?: string; movedBySqs?: boolean; id?: string } = {},
): Message {
  const { code, reason, movedBySqs = false, id = 'd1' } = attributes;
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  return {
    MessageId: id,
    ReceiptHandle: `handle of ${id}`,
    Body: typeof body === 'string' ? body : JSON.stringify(body),
    Attributes: {
      SentTimestamp: String(Date.parse('2026-11-20T11:00:00.000Z')),
      ...(movedBySqs ? { DeadLetterQueueSourceArn: 'arn:aws:sqs:eu-west-1:123456789012:configmend-remediation' } : {}),
    },
    MessageAttributes: {
      ...(code === undefined ? {} : { ReasonCode: text(code), SourceMessageId: text(`source of ${id}`) }),
      ...(reason === undefined ? {} : { Reason: text(reason) }),
    },
  };
}
