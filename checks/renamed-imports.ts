const framework = /((?:\bfrom|\bimport) ?\(?)'(@?)cdktf(?=[/'])/g;

/** The framework's imports renamed to its successor's, and nothing else: a comment or a text may go on saying cdktf. */
export function renamedImports(source: string): string {
  return source.replaceAll(framework, "$1'$2cdktn");
}

/** Whether anything is still imported from the framework, however it is quoted. */
export function importsFramework(source: string): boolean {
  return /\b(?:from|import|require)\b[\s(]*['"`]@?cdktf(?=[/'"`])/.test(source);
}
