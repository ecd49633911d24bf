import type { S3Client } from '@aws-sdk/client-s3';
import { errorText } from '../aws/classify-error.ts';
import type { Exemption, ExemptionList } from '../contract/exemption.ts';
import { Failure } from '../contract/failure.ts';
import { readAdded, readDeclared } from './exemption-objects.ts';

/** All exemptions, or why they are not known: EXEMPTIONS_UNREADABLE. */
export type ExemptionReading =
  | { readonly kind: 'read'; readonly list: ExemptionList }
  | { readonly kind: 'unreadable'; readonly failure: Failure };

/** Reads the exemptions as they are now. Never rejects. */
export type ExemptionReader = () => Promise<ExemptionReading>;

/** Both lists of the bucket, read anew each time; half of them would be none. */
export function exemptionReader(s3: Pick<S3Client, 'send'>, bucket: string): ExemptionReader {
  return async () => {
    try {
      const [{ list: declared }, { list: added }] = await Promise.all([
        readDeclared(s3, bucket),
        readAdded(s3, bucket),
      ]);
      const { maxDays, tagExemptions } = declared;
      const exemptions = [
        ...declared.exemptions.map((exemption): Exemption => ({ ...exemption, createdBy: 'declared' })),
        ...added.exemptions.map((exemption): Exemption => ({ createdBy: 'added', ...exemption })),
      ];
      return { kind: 'read', list: { maxDays, tagExemptions, exemptions } };
    } catch (cause) {
      const failure =
        cause instanceof Failure
          ? cause
          : new Failure('EXEMPTIONS_UNREADABLE', errorText(cause), { cause, transient: true });
      return { kind: 'unreadable', failure };
    }
  };
}

/**
 * The same for a while: a burst of changes reads the lists once. Only for verdicts, which come again; what is about to change
 * something reads for itself. What could not be read is asked for again at once.
 */
export function rememberedFor(ms: number, read: ExemptionReader, now: () => number = Date.now): ExemptionReader {
  let last: { readonly at: number; readonly reading: ExemptionReading } | undefined;
  return async () => {
    if (last !== undefined && last.reading.kind === 'read' && now() - last.at < ms) return last.reading;
    const at = now();
    last = { at, reading: await read() };
    return last.reading;
  };
}
