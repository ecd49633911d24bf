import { S3Client } from '@aws-sdk/client-s3';
import { resetBreaker } from '../../safety/breaker.ts';
import { createSafetyStore, updateSafety } from '../../safety/safety-store.ts';
import type { Actor } from './actor.ts';
import { ledgerBucket } from './deployment.ts';
import { accountId } from './services.ts';

export function humanNamed(name: string, startedAt: number): Actor {
  return {
    name,
    number: 0,
    principalArn: `arn:aws:iam::${accountId}:user/${name}`,
    environment: {},
    dead: false,
    startedAt,
  };
}

/** What an operator does who has found in order what tripped the breaker. */
export async function letGo(): Promise<void> {
  const deps = { store: createSafetyStore(new S3Client({}), ledgerBucket), pause: async () => {}, random: () => 0 };
  await updateSafety(deps, (state) => ({ next: state.tripped === null ? state : resetBreaker(state), answer: null }));
}
