import { allow, type PolicyStatement } from './iam-scope.ts';

/** Whose recorder it is, and where it delivers. */
export interface RecorderPlace {
  readonly accountId: string;
  readonly bucketArn: string;
}

const service = { Service: 'config.amazonaws.com' };
const fromHere = (accountId: string): object => ({ StringEquals: { 'aws:SourceAccount': accountId } });
const delivered = ({ accountId, bucketArn }: RecorderPlace): string => `${bucketArn}/AWSLogs/${accountId}/Config/*`;

/** Name of the policy that AWS keeps for reading what is recorded. */
export const recorderReadsPolicy = 'service-role/AWS_ConfigRole';

/** Who may take the recorder's role. */
export function recorderTrust(accountId: string): object[] {
  return [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: service, Condition: fromHere(accountId) }];
}

/** What the recorder's bucket lets AWS Config do. */
export function recorderBucketStatements(place: RecorderPlace): object[] {
  return [
    {
      Sid: 'ConfigChecks',
      Effect: 'Allow',
      Principal: service,
      Action: ['s3:GetBucketAcl', 's3:ListBucket'],
      Resource: place.bucketArn,
      Condition: fromHere(place.accountId),
    },
    {
      Sid: 'ConfigDelivers',
      Effect: 'Allow',
      Principal: service,
      Action: 's3:PutObject',
      Resource: delivered(place),
      Condition: fromHere(place.accountId),
    },
  ];
}

/** What the recorder's role may do beside reading. */
export function recorderStatements(place: RecorderPlace): PolicyStatement[] {
  return [allow(['s3:PutObject'], [delivered(place)]), allow(['s3:GetBucketAcl', 's3:ListBucket'], [place.bucketArn])];
}
