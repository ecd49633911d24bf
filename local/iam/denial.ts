import { AwsError } from '../aws-error.ts';

interface DeniedAccess {
  readonly principalArn: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
}

/** Code and status by which each service denies; the others answer as S3 does. */
const denials: Readonly<Record<string, readonly [code: string, status: number]>> = {
  ec2: ['UnauthorizedOperation', 403],
  sqs: ['AccessDeniedException', 403],
  sns: ['AuthorizationError', 403],
  lambda: ['AccessDeniedException', 403],
  ssm: ['AccessDeniedException', 400],
  config: ['AccessDeniedException', 400],
  events: ['AccessDeniedException', 400],
};

/** The error of a denied call, worded as IAM words it (IAM User Guide, "Troubleshoot access denied error messages"). */
export function denial(service: string, { principalArn, action, resource, reason }: DeniedAccess): AwsError {
  const [code, status] = denials[service] ?? ['AccessDenied', 403];
  const shown = service.startsWith('s3') ? `"${resource}"` : resource;
  const sentence = `User: ${principalArn} is not authorized to perform: ${action} on resource: ${shown} ${reason}`;
  return new AwsError(
    code,
    service === 'ec2' ? `You are not authorized to perform this operation. ${sentence}` : sentence,
    status,
  );
}
