import { bundleLambdas } from '../build/bundle-lambdas.ts';
import { synthesise } from './synthesise.ts';

const { CDKTF_OUTDIR: outdir = 'cdktf.out', STATE_BUCKET: bucket, STATE_REGION: region } = process.env;
if ((bucket === undefined) !== (region === undefined)) {
  throw new Error('STATE_BUCKET and STATE_REGION go together: set both, or none to keep the state in a file');
}
const state = bucket === undefined || region === undefined ? undefined : { bucket, region };
synthesise(outdir, await bundleLambdas(), state);
