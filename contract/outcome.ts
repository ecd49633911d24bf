import * as v from 'valibot';

/**
 * What became of one resource in one run. `partly-mended`: some calls took effect and a violation is left.
 * `failed`: nothing took effect, or it cannot be said that it did. `refused`: the gate was closed, or a limit forbade it.
 * `contested`: what is left keeps coming back, so that people have to settle it with whoever brings it back.
 */
export const Outcome = v.picklist([
  'mended',
  'nothing-to-do',
  'partly-mended',
  'failed',
  'refused',
  'exempt',
  'contested',
]);
export type Outcome = v.InferOutput<typeof Outcome>;
