import * as fc from 'fast-check';

/**
 * For a mutation run only: the same inputs every time, so that a mutant killed once is killed again, and no shrinking, since a
 * failure is all that is asked for.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_260_101, endOnFailure: true });
