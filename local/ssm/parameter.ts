import { createHash } from 'node:crypto';

export type ParameterType = 'String' | 'StringList' | 'SecureString';

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  /** ms since the epoch. */
  readonly modifiedAt: number;
}

export interface Parameter {
  readonly name: string;
  readonly arn: string;
  readonly type: ParameterType;
  /** Oldest first; never empty. */
  readonly versions: readonly ParameterVersion[];
}

/** One version as Systems Manager shows it. Without decryption a SecureString's value is a text that tells nothing of it. */
export function shownParameter(parameter: Parameter, version: ParameterVersion, decrypt: boolean): object {
  const hidden = parameter.type === 'SecureString' && !decrypt;
  return {
    Name: parameter.name,
    Type: parameter.type,
    Value: hidden ? ciphertext(parameter, version) : version.value,
    Version: version.version,
    LastModifiedDate: version.modifiedAt / 1000,
    ARN: parameter.arn,
    DataType: 'text',
  };
}

function ciphertext({ arn }: Parameter, { version, value }: ParameterVersion): string {
  return `AQICAH${createHash('sha512').update(`${arn} ${version} ${value}`).digest('base64')}`;
}
