import * as v from 'valibot';
import { AwsError } from '../aws-error.ts';
import type { XmlValue } from '../xml.ts';
import { nullVersion } from './object-store.ts';
import type { BucketCall, BucketOperations } from './operation.ts';
import { checkDelete } from './preconditions.ts';
import { emptyAnswer, unsupported, xmlAnswer } from './s3-answer.ts';
import { listOf, readXml, xmlBoolean } from './xml-body.ts';

const Delete = v.strictObject({
  Object: v.pipe(
    listOf(
      v.strictObject({
        Key: v.pipe(v.string(), v.minLength(1)),
        VersionId: v.optional(v.string()),
        ETag: v.optional(v.string()),
        LastModifiedTime: v.optional(v.unknown()),
        Size: v.optional(v.unknown()),
      }),
    ),
    v.minLength(1),
    v.maxLength(1000),
  ),
  Quiet: v.optional(xmlBoolean, 'false'),
});

interface Deletion {
  /** The version that went, or the delete marker that came; undefined where the bucket never had versioning. */
  readonly versionId: string | undefined;
  readonly marker: boolean;
}

export const deleteObjectOperations: BucketOperations = {
  DeleteObject: {
    needs: 'bucket',
    method: 'DELETE',
    path: 'object',
    parameters: ['versionId'],
    headers: ['if-match'],
    run(call) {
      const { versionId, marker } = deleteOne(call, {
        key: call.key,
        versionId: call.query.get('versionId') ?? undefined,
        match: call.headers['if-match'],
      });
      return emptyAnswer(204, {
        ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
        ...(marker ? { 'x-amz-delete-marker': 'true' } : {}),
      });
    },
  },
  DeleteObjects: {
    needs: 'bucket',
    method: 'POST',
    path: 'bucket',
    selector: 'delete',
    needsChecksum: true,
    run: deleteObjects,
  },
};

function deleteObjects(call: BucketCall) {
  const { Object: objects, Quiet: quiet } = readXml(call.body, 'Delete', Delete);
  if (objects.some((object) => object.LastModifiedTime !== undefined || object.Size !== undefined)) {
    throw unsupported('LastModifiedTime and Size of s3:DeleteObjects (directory buckets)');
  }
  const deleted: XmlValue[] = [];
  const errors: XmlValue[] = [];
  for (const { Key: key, VersionId: asked, ETag: match } of objects) {
    try {
      const { versionId, marker } = deleteOne(call, { key, versionId: asked, match });
      deleted.push({
        Key: key,
        VersionId: asked,
        DeleteMarker: marker ? true : undefined,
        DeleteMarkerVersionId: marker ? versionId : undefined,
      });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      errors.push({ Key: key, VersionId: asked, Code: error.code, Message: error.message });
    }
  }
  return xmlAnswer('DeleteResult', { Deleted: quiet ? [] : deleted, Error: errors });
}

/** Without a version id a versioned bucket gains a delete marker; with one, that version goes. Absent keys are no error. */
function deleteOne(
  { bucket, caller, id }: BucketCall,
  target: { key: string; versionId: string | undefined; match: string | undefined },
): Deletion {
  const { objects, versioning } = bucket;
  const { key, versionId, match } = target;
  checkDelete(match, key, objects.current(key), objects.versionsOf(key).length > 0);
  if (versionId !== undefined) {
    const removed = objects.remove(key, versionId);
    return { versionId: versioning === undefined ? undefined : versionId, marker: removed?.kind === 'marker' };
  }
  if (versioning === undefined) {
    objects.remove(key, nullVersion);
    return { versionId: undefined, marker: false };
  }
  const marker = versioning === 'Enabled' ? id(32) : nullVersion;
  objects.add(key, { kind: 'marker', versionId: marker, lastModified: Math.floor(caller.now / 1000) * 1000 });
  return { versionId: marker, marker: true };
}
