import * as v from 'valibot';
import type { XmlValue } from '../xml.ts';
import { readXml, xmlBoolean } from './xml-body.ts';

/** The four settings of S3 Block Public Access, of a bucket or of an account. */
export interface BlockSettings {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

/** What a bucket is created with since April 2023 (S3 User Guide, "Default settings for new S3 buckets FAQ"). */
export const allBlocked: BlockSettings = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};

const setting = v.optional(xmlBoolean, 'false');
const Configuration = v.strictObject({
  BlockPublicAcls: setting,
  IgnorePublicAcls: setting,
  BlockPublicPolicy: setting,
  RestrictPublicBuckets: setting,
});

/** The body of PutPublicAccessBlock; it replaces all four, and one left out becomes false. Throws MalformedXML. */
export function readBlockSettings(body: Buffer): BlockSettings {
  const read = readXml(body, 'PublicAccessBlockConfiguration', Configuration);
  return {
    blockPublicAcls: read.BlockPublicAcls,
    ignorePublicAcls: read.IgnorePublicAcls,
    blockPublicPolicy: read.BlockPublicPolicy,
    restrictPublicBuckets: read.RestrictPublicBuckets,
  };
}

export function blockSettingsElements(settings: BlockSettings): { [element: string]: XmlValue } {
  return {
    BlockPublicAcls: settings.blockPublicAcls,
    IgnorePublicAcls: settings.ignorePublicAcls,
    BlockPublicPolicy: settings.blockPublicPolicy,
    RestrictPublicBuckets: settings.restrictPublicBuckets,
  };
}

/** Bucket and account settings combine to the most restrictive (S3 User Guide, "Blocking public access"). */
export function isBlocked(name: keyof BlockSettings, ...levels: readonly (BlockSettings | undefined)[]): boolean {
  return levels.some((level) => level?.[name] === true);
}
