import { bundleLambdas } from './bundle-lambdas.ts';

for (const { name, bytes, sha256 } of await bundleLambdas()) {
  console.log(`${name.padEnd(36)} ${String(Math.round(bytes / 1024)).padStart(5)} KiB  ${sha256.slice(0, 12)}`);
}
