/** Pure. Who is named among these, each once, in the order in which they come; empty where nobody is known. */
export function actorsAmong(named: readonly { readonly actor?: string | undefined }[]): string[] {
  return [...new Set(named.flatMap(({ actor }) => actor ?? []))];
}
