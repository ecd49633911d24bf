import type { SSMClient } from '@aws-sdk/client-ssm';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { Failure } from '../contract/failure.ts';

export interface WebhookUrlSource {
  /** Throws SETTING_MISSING (no such parameter, or no webhook URL in it) or READ_FAILED. */
  readonly read: () => Promise<string>;
  /** Forgets what was read: Slack says that the URL is no good. */
  readonly drop: () => void;
}

export interface WebhookUrlOptions {
  /**
   * Name or ARN of an SSM SecureString, or `/aws/reference/secretsmanager/NAME` for a secret of Secrets Manager that holds the URL as
   * plain text (Systems Manager User Guide, "Referencing AWS Secrets Manager secrets from Parameter Store parameters").
   */
  readonly parameter: string;
  readonly client: Pick<SSMClient, 'send'>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** So long a rotated webhook may go unnoticed, in milliseconds. */
const lifetimeMs = 5 * 60 * 1000;

/** The webhook's URL, read through SSM and kept for five minutes per execution environment. (SSM API, GetParameter) */
export function createWebhookUrlSource(options: WebhookUrlOptions): WebhookUrlSource {
  const { now = Date.now } = options;
  let kept: { url: string; until: number } | null = null;
  return {
    async read() {
      if (kept !== null && now() < kept.until) return kept.url;
      kept = null;
      const url = await readUrl(options);
      kept = { url, until: now() + lifetimeMs };
      return url;
    },
    drop() {
      kept = null;
    },
  };
}

async function readUrl({ client, parameter }: WebhookUrlOptions): Promise<string> {
  const ids = { parameter };
  const bySecret = parameter.startsWith('/aws/reference/secretsmanager/');
  const what = bySecret ? `the secret that SSM parameter ${parameter} refers to` : `SSM parameter ${parameter}`;
  let value: string;
  try {
    const answer = await client.send(new GetParameterCommand({ Name: parameter, WithDecryption: true }));
    value = answer.Parameter?.Value?.trim() ?? '';
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : 'unknown error';
    if (name === 'ParameterNotFound') {
      throw new Failure('SETTING_MISSING', `${what} does not exist: put the webhook URL there`, { cause, ids });
    }
    // Without secretsmanager:GetSecretValue SSM answers this one, whether the secret exists or not.
    const deniedBySecret = bySecret && name === 'ValidationException';
    const check = bySecret
      ? 'check that it exists, and secretsmanager:GetSecretValue, ssm:GetParameter and kms:Decrypt'
      : 'check ssm:GetParameter and kms:Decrypt';
    throw new Failure('READ_FAILED', `${what} cannot be read (${name}): ${check}`, {
      cause,
      ids,
      transient: name !== 'AccessDeniedException' && !deniedBySecret,
    });
  }
  if (isWebhookUrl(value)) return value;
  // What the console makes of a secret unless it is told "plaintext".
  const isJson = value.startsWith('{');
  const found = isJson ? 'JSON and not the webhook URL alone: store it as plain text' : 'no webhook URL (https://…)';
  throw new Failure('SETTING_MISSING', `${what} holds ${found}`, { ids });
}

/** Plain HTTP would show the secret to the network; on loopback there is none. */
function isWebhookUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname));
}
