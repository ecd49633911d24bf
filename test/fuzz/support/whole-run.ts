import { assert } from 'chai';
import { tooLittle } from './boundaries.ts';
import { triedHere } from './fuzz.ts';

/**
 * Mocha's "root hook plugin" of `npm run fuzz`: a spec that is gone, a filter or a smaller FUZZ_RUNS must not pass for a whole run. By what
 * was tried in this process: what earlier ones left in `.reliability` says nothing of this one. Whoever tries one failure again is left in peace.
 */
export const mochaHooks = {
  afterAll(): void {
    if (process.env['PROPERTY_PATH'] !== undefined) return;
    assert.deepEqual(tooLittle(triedHere()), [], 'boundaries that were not tried as often as they are to be');
  },
};
