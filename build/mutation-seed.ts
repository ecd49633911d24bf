import * as fc from 'fast-check';
import '../test/support/property-seed.ts';

/**
 * For a mutation run only: no shrinking, since a failure is all that is asked for, and five seconds for each property, since what its
 * first hundreds of inputs do not notice its thousands seldom do.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true, interruptAfterTimeLimit: 5000 });
