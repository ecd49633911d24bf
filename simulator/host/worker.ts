import { readFileSync } from 'node:fs';
import { productOf } from './product.ts';
import { type Ran, runScenario } from './run-scenario.ts';
import { scenarioOf } from './draw-scenario.ts';
import type { Scenario } from './scenario.ts';
import { region } from './services.ts';
import { shrink } from './shrink.ts';
import { endpointOf } from './transport.ts';

/** What a worker is asked: a seed, or a scenario that was saved. */
export interface Asked {
  readonly seed: number;
  readonly scenario?: Scenario;
  /** The bundle of another product than the one that the worker was started with. */
  readonly product?: string;
  /** Whether what breaks is made as small as it can be; yes, unless said otherwise. */
  readonly shrink?: boolean;
}

/** What it answers. `scenario` and `trace` are of the smallest that breaks, and only of one that does. */
export type Answered = Omit<Ran, 'trace'> & {
  readonly seed: number;
  readonly scenario?: Scenario;
  readonly trace?: readonly string[];
};

// Stacks are half of what an error costs, and AWS SDKs make many that nobody sees.
Error.stackTraceLimit = 0;
// What is read of a plain object is read much faster than what is read of the process.
process.env = {
  ...process.env,
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'AKIASIMULATED',
  AWS_SECRET_ACCESS_KEY: 'simulated',
  AWS_ENDPOINT_URL: endpointOf(''),
  AWS_ENDPOINT_URL_S3_CONTROL: endpointOf('S3Control'),
  AWS_EC2_METADATA_DISABLED: 'true',
  // What the SDK would fall back to anyhow, given here so that no new client looks for it in files.
  AWS_RETRY_MODE: 'standard',
  AWS_DEFAULTS_MODE: 'legacy',
  AWS_USE_FIPS_ENDPOINT: 'false',
  AWS_USE_DUALSTACK_ENDPOINT: 'false',
  AWS_SDK_UA_APP_ID: 'simulator',
  AWS_AUTH_SCHEME_PREFERENCE: 'sigv4',
  AWS_ACCOUNT_ID_ENDPOINT_MODE: 'preferred',
  AWS_REQUEST_CHECKSUM_CALCULATION: 'WHEN_SUPPORTED',
  AWS_RESPONSE_CHECKSUM_VALIDATION: 'WHEN_SUPPORTED',
  AWS_S3_DISABLE_EXPRESS_SESSION_AUTH: 'true',
  AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS: 'false',
  AWS_S3_USE_ARN_REGION: 'false',
  ...Object.fromEntries(
    ['CONFIG_SERVICE', 'EC2', 'LAMBDA', 'S3', 'SNS', 'SQS', 'SSM', 'STS'].map((name) => [
      `AWS_ENDPOINT_URL_${name}`,
      endpointOf(name),
    ]),
  ),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
const ownProduct = process.argv[2] ?? '';
const products = new Map<string, ReturnType<typeof productOf>>();
function loaded(path: string): ReturnType<typeof productOf> {
  const load = products.get(path) ?? productOf(readFileSync(path, 'utf8'));
  products.set(path, load);
  return load;
}

async function answer(asked: Asked): Promise<Answered> {
  const { seed, scenario = scenarioOf(seed), product = ownProduct, shrink: wanted = true } = asked;
  const load = loaded(product);
  const { trace, ...ran } = await runScenario(scenario, load);
  const [first] = ran.broken;
  if (first === undefined) return { seed, ...ran };
  const breaksAlike = async (candidate: Scenario): Promise<boolean> =>
    (await runScenario(candidate, load)).broken.some(({ invariant }) => invariant === first.invariant);
  if (!wanted) return { seed, ...ran, scenario, trace };
  const smallest = await shrink(scenario, breaksAlike);
  const again = await runScenario(smallest, load);
  return { ...again, seed, scenario: smallest };
}

// What an SDK client reads once, a first run would wait for and the others not.
await runScenario(scenarioOf(0), loaded(ownProduct));
process.on('message', (asked: Asked) => {
  answer(asked).then(
    (answered) => process.send?.(answered),
    (error: unknown) => {
      process.send?.({
        seed: asked.seed,
        failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    },
  );
});
process.send?.('ready');
process.on('disconnect', () => process.exit());
