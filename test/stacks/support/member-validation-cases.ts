import { membersOf } from './members.ts';
import { sharedCases, type ValidationCase } from './validation-cases.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const role = 'arn:aws:iam::111122223333:role/ops/reader';

export const memberCases: Readonly<Record<string, ValidationCase>> = {
  ...sharedCases,
  hub_account_id: { accepted: ['111122223333'], refused: ['', '1111', 'hub', '1111222233334'] },
  hub_region: { accepted: ['eu-west-1', 'us-gov-west-1'], refused: ['', 'Ireland', 'eu-west-1a'] },
  external_id: {
    accepted: ['ab', 'a_b+c=d,e.f@g:h/i-1', 'x'.repeat(64)],
    refused: ['', 'a', 'a b', 'x'.repeat(65), 'a;b', 'é!'],
  },
  hub_bus_arn: {
    accepted: [arn('events', 'event-bus/configmend-members')],
    refused: ['', 'configmend-members', arn('events', 'rule/x'), arn('sqs', 'x')],
  },
  roles_region: { accepted: ['eu-west-1'], refused: ['', 'any', '*'] },
  hub_queue_url: {
    accepted: ['', 'https://sqs.eu-west-1.amazonaws.com/111122223333/configmend-remediation'],
    refused: ['configmend-remediation', arn('sqs', 'configmend-remediation'), 'http://sqs/111122223333/q'],
  },
  hub_queue_arn: {
    accepted: ['', arn('sqs', 'configmend-remediation')],
    refused: ['configmend-remediation', arn('sns', 'x'), 'https://sqs/111122223333/q'],
  },
  hub_bucket: { accepted: ['', 'configmend-eu-west-1-ledger-111122223333'], refused: ['arn:aws:s3:::b', 'B', 'a/b'] },
  judge: { accepted: ['hub', 'local'], refused: ['', 'both', 'Hub'] },
  judging_account_id: { accepted: ['', '111122223333'], refused: ['hub', '1111'] },
  judged_accounts: {
    accepted: [[], ['111122223333', '444455556666']],
    refused: [['1111'], '111122223333', Object.keys(membersOf(61))],
  },
  reader_principals: {
    accepted: [[], [role, 'arn:aws-cn:iam::111122223333:user/jo'], Array.from({ length: 5 }, () => role)],
    refused: [
      ['*'],
      ['arn:aws:iam::*:role/x'],
      ['arn:aws:iam::111122223333:root'],
      [`${role}*`],
      role,
      Array.from({ length: 6 }, () => role),
    ],
  },
  enable_aggregator_authorization: { accepted: [true, false], refused: ['yes'] },
  alarm_topic_arn: {
    accepted: ['', arn('sns', 'alarms')],
    refused: ['alarms', arn('sqs', 'alarms'), arn('sns', 'a/b')],
  },
};
