/** Pure. How many bytes the value has as JSON in UTF-8, which is what SQS, SNS and Lambda count. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
