import * as crypto from 'node:crypto';
import dns from 'node:dns';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import * as config from '@aws-sdk/client-config-service';
import * as ec2 from '@aws-sdk/client-ec2';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as s3Control from '@aws-sdk/client-s3-control';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import * as slack from '@slack/webhook';
import type { prepareRestore } from '../../restore/prepare-restore.ts';
import type { carryOutRestore } from '../../restore/carry-out-restore.ts';
import type { restoreDeps } from '../../cli/restore-deps.ts';
import type { createRandom } from './random.ts';

export type LambdaHandler = (event: unknown, context: object) => Promise<unknown>;

/** What the bundle of the product exports: its Lambdas' own entries, each loaded when it is asked for, and the restore of the command. */
export interface Product {
  readonly handlers: Readonly<Record<string, () => LambdaHandler>>;
  readonly restore: () => {
    readonly prepareRestore: typeof prepareRestore;
    readonly carryOutRestore: typeof carryOutRestore;
    readonly restoreDeps: typeof restoreDeps;
  };
}

const shared: Readonly<Record<string, object>> = {
  '@aws-sdk/client-config-service': config,
  '@aws-sdk/client-ec2': ec2,
  '@aws-sdk/client-lambda': lambda,
  '@aws-sdk/client-s3': s3,
  '@aws-sdk/client-s3-control': s3Control,
  '@aws-sdk/client-sns': sns,
  '@aws-sdk/client-sqs': sqs,
  '@aws-sdk/client-ssm': ssm,
  '@aws-sdk/client-sts': sts,
  '@slack/webhook': slack,
};

/** By their names, for what the bundle leaves out of itself. */
export const sharedModules = Object.keys(shared);

const node = createRequire(import.meta.url);

/** The bundle, ready to be loaded anew for each run: no run finds what another has left in a module or in a client. */
export function productOf(code: string): (random: ReturnType<typeof createRandom>) => Product {
  const script = new Script(`(function (require, module, exports) {${code}\n})`, { filename: 'product.cjs' });
  const load = script.runInThisContext() as (
    require: (name: string) => unknown,
    module: { exports: unknown },
    exports: unknown,
  ) => void;
  return (random) => {
    const module = { exports: {} };
    const randomBytes = (length: number): Buffer => Buffer.from(Array.from({ length }, () => random.below(256)));
    const randomUUID = (): string => {
      const hex = randomBytes(16).toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    };
    const own: Readonly<Record<string, object>> = {
      ...shared,
      'node:crypto': { ...crypto, randomBytes, randomUUID },
      // A copy, since the restore puts a lookup of its own into it, which would lead to every product loaded before.
      'node:dns': { ...dns },
      'node:timers/promises': { setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)) },
    };
    load((name) => own[name] ?? node(name), module, module.exports);
    return module.exports as Product;
  };
}
