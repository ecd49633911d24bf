import * as fc from 'fast-check';

/**
 * Every run tries the same inputs, so that a run that fails says something of the change and not of its luck. Others are tried with
 * PROPERTY_SEED=new, and those of a failure again with the seed and the path that it printed, in PROPERTY_SEED and PROPERTY_PATH.
 */
const { PROPERTY_SEED: asked = '20260101', PROPERTY_PATH: path } = process.env;
if (asked !== 'new' && !/^-?\d{1,10}$/.test(asked)) {
  throw new Error(`PROPERTY_SEED should be a whole number or "new", and is ${JSON.stringify(asked)}`);
}
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  ...(asked === 'new' ? {} : { seed: Number(asked) }),
  ...(path === undefined ? {} : { path, endOnFailure: true }),
});
