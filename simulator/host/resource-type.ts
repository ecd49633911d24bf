import type { ResourceType } from '../../contract/resource.ts';
import { accountId } from './services.ts';

/** Of a resource of people's, by its id alone: a group, the account itself, or else a bucket. */
export function typeOf(id: string): ResourceType {
  if (id.startsWith('sg-')) return 'AWS::EC2::SecurityGroup';
  return id === accountId ? 'AWS::S3::AccountPublicAccessBlock' : 'AWS::S3::Bucket';
}

/** Every message names the account that it is of: what is about its block says so. */
const aboutAccountBlock = /(public access block|block public access) of (the )?account/i;

/** Whether a text that people were sent is about a resource. */
export function isAbout(text: string, id: string): boolean {
  return text.includes(id) && (id !== accountId || aboutAccountBlock.test(text));
}
