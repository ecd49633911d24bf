import { chmodSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from 'chai';
import { App } from 'cdktf';
import { lambdaSources } from '../../build/lambdas.ts';
import { ConfigmendStack } from '../../stacks/configmend-stack.ts';
import { lambdaArchive } from '../../stacks/lambda-archive.ts';
import { bundlesIn, mainTemplate, resourceOf, resourcesOf, temporaryFolder } from './support/synthesised.ts';

describe('the functions', () => {
  const names = lambdaSources().map(({ name }) => name);

  it('are one for each bundle, named after it', () => {
    assert.sameMembers(
      resourcesOf(mainTemplate(), 'aws_lambda_function').map(([name]) => name),
      names,
    );
  });

  for (const name of names) {
    it(`${name} runs on a runtime and processor of choice, from an archive beside the template`, () => {
      const created = resourceOf(mainTemplate(), 'aws_lambda_function', name);

      assert.deepInclude(created, {
        handler: 'index.handler',
        runtime: '${var.lambda_runtime}',
        architectures: ['${var.lambda_architecture}'],
      });
      assert.match(String(created['filename']), /^assets\/[\w-]+\/[0-9A-F]{32}\/bundle\.zip$/);
    });

    it(`${name} logs where the log is kept for as long as the variable says`, () => {
      const logs = resourceOf(mainTemplate(), 'aws_cloudwatch_log_group', `${name}-logs`);

      assert.equal(logs['name'], `/aws/lambda/\${var.name_prefix}-${name}`);
      assert.equal(logs['retention_in_days'], '${var.log_retention_days}');
      const created = resourceOf(mainTemplate(), 'aws_lambda_function', name);
      assert.include(created['depends_on'], `aws_cloudwatch_log_group.${name}-logs`);
    });
  }

  it('are refused without their bundle', () => {
    const folder = temporaryFolder();
    const bundles = bundlesIn(folder).filter(({ name }) => name !== 'notifier');
    const app = new App({ outdir: join(folder, 'out') });

    assert.throws(() => new ConfigmendStack(app, 'configmend', { bundles }), 'there is no bundle notifier');
  });
});

describe('the archive of a bundle', () => {
  const crcOfDigits = 0xcbf43926;

  function archived(content: string, change: (file: string) => void = () => undefined): Buffer {
    const file = join(temporaryFolder(), 'index.mjs');
    writeFileSync(file, content);
    change(file);
    return readFileSync(lambdaArchive(file));
  }

  it('holds the file as it is, with its checksum', () => {
    const zip = archived('123456789');

    assert.equal(zip.readUInt32LE(0), 0x04034b50);
    assert.equal(zip.readUInt32LE(14), crcOfDigits);
    assert.deepEqual([zip.readUInt32LE(18), zip.readUInt32LE(22)], [9, 9]);
    assert.equal(zip.subarray(30, 39).toString(), 'index.mjs');
    assert.equal(zip.subarray(39, 48).toString(), '123456789');
  });

  it('ends with a directory that says where the file is, and that everyone may read it', () => {
    const zip = archived('123456789');
    const end = zip.subarray(-22);
    const directory = zip.subarray(end.readUInt32LE(16));

    assert.equal(end.readUInt32LE(0), 0x06054b50);
    assert.equal(end.readUInt16LE(10), 1);
    assert.equal(end.readUInt32LE(12), directory.length - 22);
    assert.equal(directory.readUInt32LE(0), 0x02014b50);
    assert.equal(directory.readUInt32LE(16), crcOfDigits);
    assert.equal(directory.readUInt32LE(38) >>> 16, 0o100644);
    assert.equal(directory.readUInt32LE(42), 0);
  });

  it('is the same whatever the time and mode of the file', () => {
    const old = archived('a', (file) => utimesSync(file, 1, 1));
    const closed = archived('a', (file) => chmodSync(file, 0o600));

    assert.isTrue(old.equals(closed));
    assert.isFalse(old.equals(archived('b')));
  });
});
