import { AwsError } from '../aws-error.ts';
import { validationError } from './put-parameter.ts';

/** A secret of Secrets Manager, as far as Parameter Store passes it through. */
export interface Secret {
  readonly name: string;
  /** Ends with a hyphen and six characters that nobody can foretell (Secrets Manager API, CreateSecret). */
  readonly arn: string;
  /** Oldest first; never empty. The last is AWSCURRENT and the one before it AWSPREVIOUS. */
  readonly versions: readonly SecretVersion[];
}

export interface SecretVersion {
  readonly id: string;
  readonly value: string;
  /** ms since the epoch. */
  readonly createdAt: number;
}

const prefix = '/aws/reference/secretsmanager/';

export function isSecretReference(name: string): boolean {
  return name.startsWith(prefix);
}

/**
 * The answer to GetParameter for `/aws/reference/secretsmanager/NAME`, with `:` and a version's id or stage or without (Systems
 * Manager User Guide, "Referencing AWS Secrets Manager secrets from Parameter Store parameters"). Throws as AWS answers: for a
 * second colon, without decryption, and for a secret or version that is not there.
 */
export function referencedSecret(secrets: ReadonlyMap<string, Secret>, asked: string, decrypt: boolean): object {
  const [name = '', selector, ...more] = asked.slice(prefix.length).split(':');
  if (selector === '' || more.length > 0) {
    const syntax = 'Please use correct syntax for referencing a version/label  <name>:<version/label>';
    throw validationError(`Invalid parameter name. ${syntax}`);
  }
  if (!decrypt) throw validationError('WithDecryption flag must be True for retrieving a Secret Manager secret.');
  const secret = secrets.get(name);
  const version = secret?.versions.find((candidate) =>
    selector === undefined
      ? candidate === secret.versions.at(-1)
      : candidate.id === selector || stagesOf(secret, candidate).includes(selector),
  );
  if (secret === undefined || version === undefined) {
    // The null is AWS's own.
    const missing = `${asked.slice(1).split(':')[0]}${selector === undefined ? 'null' : `:${selector}`}`;
    const message = `An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret ${missing} not found.`;
    throw new AwsError('ParameterNotFound', message);
  }
  return {
    Name: `${prefix}${name}`,
    Type: 'SecureString',
    Value: version.value,
    Version: 0,
    ...(selector === undefined ? {} : { Selector: `:${selector}` }),
    SourceResult: JSON.stringify({
      ARN: secret.arn,
      name,
      versionId: version.id,
      secretString: version.value,
      versionStages: stagesOf(secret, version),
      createdDate: new Date(version.createdAt).toISOString(),
    }),
    LastModifiedDate: version.createdAt / 1000,
    ARN: secret.arn,
  };
}

function stagesOf({ versions }: Secret, version: SecretVersion): string[] {
  if (version === versions.at(-1)) return ['AWSCURRENT'];
  return version === versions.at(-2) ? ['AWSPREVIOUS'] : [];
}
