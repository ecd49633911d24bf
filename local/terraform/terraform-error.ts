/**
 * A template that cannot be evaluated or applied. `static` is a fault of the template itself (bad syntax, an unknown name), which
 * `try` and `can` do not excuse; the others depend on values.
 */
export class TerraformError extends Error {
  readonly static: boolean;

  constructor(message: string, options: { cause?: unknown; static?: boolean } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TerraformError';
    this.static = options.static ?? false;
  }
}

/** A fault of the template itself. */
export function templateError(message: string): TerraformError {
  return new TerraformError(message, { static: true });
}
