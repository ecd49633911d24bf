/**
 * Whether a value is fixed: no wildcard and no policy variable (Amazon S3 User Guide, "The meaning of public"). By that text a
 * wildcard makes a value unfixed whichever operator it stands under, and an empty value fixes nothing.
 */
export function isFixed(value: string): boolean {
  return value !== '' && !value.includes('*') && !value.includes('?') && !value.includes('${');
}
