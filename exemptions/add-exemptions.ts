import { isDeepStrictEqual } from 'node:util';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { classifyError, errorText, isOvertaken } from '../aws/classify-error.ts';
import type { AddedExemptions, Exemption } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';
import { addedKey, readAdded, readDeclared } from './exemption-objects.ts';
import { dayMs } from './in-force.ts';

export interface AddDeps {
  readonly s3: Pick<S3Client, 'send'>;
  readonly bucket: string;
  readonly now: () => Date;
}

const rounds = 5;
/** What ended longer ago is left out when the list is written; the bucket keeps the versions before. */
const keptAfterEndMs = 30 * dayMs;

/**
 * Writes exemptions to the list beside the declared one, all of them or none, under the condition that nobody else has written
 * meanwhile; then it looks again, a few times. Rejects with EXEMPTION_INVALID for one that lasts longer than allowed, has ended, or has an
 * id that is taken; with EXEMPTIONS_UNREADABLE where the lists are not known; with EXEMPTIONS_NOT_WRITTEN where S3 refuses.
 */
export async function addExemptions(additions: readonly Exemption[], { s3, bucket, now }: AddDeps): Promise<void> {
  const { list: declared } = await readDeclared(s3, bucket);
  for (let round = 1; ; round++) {
    const { list, etag } = await readAdded(s3, bucket);
    if (round > 1 && areThere(additions, list)) return;
    const since = now().getTime() - keptAfterEndMs;
    const kept = list.exemptions.filter(({ expires }) => Date.parse(expires) > since);
    refuseUnfit(additions, [...declared.exemptions, ...kept], declared.maxDays, now());
    const written: AddedExemptions = { version: 1, exemptions: [...kept, ...additions] };
    try {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: addedKey,
          Body: `${JSON.stringify(written, null, 2)}\n`,
          ContentType: 'application/json',
          IfMatch: etag,
        }),
      );
      return;
    } catch (cause) {
      const overtaken = isOvertaken(cause);
      if (overtaken && round < rounds) continue;
      throw new Failure('EXEMPTIONS_NOT_WRITTEN', `${addedKey} cannot be written: ${errorText(cause)}`, {
        cause,
        ids: { bucket, key: addedKey },
        transient: overtaken || classifyError(cause) === 'transient',
      });
    }
  }
}

/** Written by an earlier round of which the answer was lost: the SDK tried again, and met its own work. */
function areThere(additions: readonly Exemption[], { exemptions }: AddedExemptions): boolean {
  return additions.every((one) => exemptions.some((other) => isDeepStrictEqual(one, other)));
}

function refuseUnfit(additions: readonly Exemption[], there: readonly Exemption[], maxDays: number, now: Date): void {
  const taken = new Set(there.map(({ id }) => id));
  for (const { id, created, expires } of additions) {
    const refuse = (why: string): never => {
      throw new Failure('EXEMPTION_INVALID', `exemption ${id}: ${why}`, { ids: { exemption: id } });
    };
    if (taken.has(id)) refuse('there is one of this id already: give another');
    if (Date.parse(expires) <= now.getTime()) refuse(`expires ${expires} is over`);
    if (Date.parse(expires) - Date.parse(created) > maxDays * dayMs) {
      refuse(`it may last ${maxDays} days at most (exemption_max_days)`);
    }
    taken.add(id);
  }
}
