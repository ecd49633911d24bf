import { createHash, type Hash } from 'node:crypto';
import * as v from 'valibot';
import { invalidValue } from './errors.ts';

/** As on the wire: a binary value is base64. */
export const MessageAttribute = v.strictObject({
  DataType: v.optional(v.string(), ''),
  StringValue: v.optional(v.string()),
  BinaryValue: v.optional(v.string()),
});
export type MessageAttribute = v.InferOutput<typeof MessageAttribute>;
export const MessageAttributes = v.record(v.string(), MessageAttribute);
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const maxAttributes = 10;

/** Limits of SQS Developer Guide, "Amazon SQS message metadata". Throws InvalidParameterValue. */
export function checkMessageAttributes(attributes: MessageAttributes): void {
  const entries = Object.entries(attributes);
  if (entries.length > maxAttributes) {
    throw invalidValue(
      `Number of message attributes [${entries.length}] exceeds the allowed maximum [${maxAttributes}].`,
    );
  }
  for (const [name, attribute] of entries) {
    checkName(name);
    checkValue(name, attribute);
  }
}

function checkName(name: string): void {
  const wellFormed = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/.test(name) && name.length <= 256;
  if (!wellFormed || /^(aws|amazon)\./i.test(name)) {
    throw invalidValue(
      `Message (user) attribute name '${name}' is invalid: up to 256 of A-Za-z0-9_-. without a leading, trailing or double dot, and not AWS. or Amazon.`,
    );
  }
}

function checkValue(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const type = DataType.split('.')[0];
  if (DataType.length > 256 || (type !== 'String' && type !== 'Number' && type !== 'Binary')) {
    throw invalidValue(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  }
  const value = type === 'Binary' ? BinaryValue : StringValue;
  if (value === undefined || value === '') {
    throw invalidValue(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  }
  if (type === 'Number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    throw invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
}

/** Names, types and values count towards the message's size. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, attribute]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueOf(attribute).length,
    0,
  );
}

/** `All`, `.*`, a name, or a prefix followed by `.*` or `*` (SQS API Reference, ReceiveMessage). */
export function selectAttributes(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  const matches = (name: string): boolean =>
    wanted.some((pattern) => {
      if (pattern === 'All' || pattern === '.*') return true;
      if (pattern.endsWith('.*')) return name.startsWith(pattern.slice(0, -2));
      return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
    });
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => matches(name)));
}

/**
 * MD5 over the attributes by name: each name, type and value with its length in four bytes, and one byte that tells string (1)
 * from binary (2) (SQS Developer Guide, "Calculating the MD5 message digest for message attributes"). Undefined for none.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const entries = Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return undefined;
  const hash = createHash('md5');
  for (const [name, attribute] of entries) {
    addSized(hash, Buffer.from(name));
    addSized(hash, Buffer.from(attribute.DataType));
    hash.update(Buffer.from([attribute.BinaryValue === undefined ? 1 : 2]));
    addSized(hash, valueOf(attribute));
  }
  return hash.digest('hex');
}

function valueOf({ StringValue, BinaryValue }: MessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue ?? '') : Buffer.from(BinaryValue, 'base64');
}

function addSized(hash: Hash, content: Buffer): void {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  hash.update(size).update(content);
}
