import * as v from 'valibot';

/**
 * What became of one resource in one run. `partly-mended`: some calls took effect and a violation is left.
 * `failed`: nothing took effect, or it cannot be said that it did. `refused`: the gate was closed, or a limit forbade it.
 */
export const Outcome = v.picklist(['mended', 'nothing-to-do', 'partly-mended', 'failed', 'refused', 'exempt']);
export type Outcome = v.InferOutput<typeof Outcome>;
