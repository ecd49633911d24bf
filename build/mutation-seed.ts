import * as fc from 'fast-check';
import '../test/support/property-seed.ts';

/** For a mutation run only: no shrinking, since a failure is all that is asked for. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
