import { copyFile, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { assert } from 'chai';
import * as v from 'valibot';
import { buildLambda, buildLambdas, type BuiltLambda } from '../../build/build-lambda.ts';
import { camelCase, lambdaSources, modulesOf } from '../../build/lambdas.ts';
import { repositoryRoot } from '../../build/repository-root.ts';
import type { ResourceType } from '../../contract/resource.ts';
import { remediators } from '../../remediators/registry.ts';
import { rules } from '../../rules/registry.ts';

const maximumBytes = 1_000_000;

describe('a built Lambda', function () {
  const sources = lambdaSources();
  const built = new Map<string, BuiltLambda>();
  before(async () => {
    for (const [name, lambda] of await buildLambdas(sources)) built.set(name, lambda);
  });

  function lambda(name: string): BuiltLambda {
    const found = built.get(name);
    if (found === undefined) throw new Error(`there is no Lambda ${name}`);
    return found;
  }
  const textOf = (name: string): string => Buffer.from(lambda(name).contents).toString();

  for (const { name } of sources) {
    describe(name, () => {
      it('has at most a megabyte', () => {
        assert.isAtMost(lambda(name).contents.length, maximumBytes);
      });

      it('holds the SDK clients of its job and no other', async () => {
        assert.sameMembers(sdkClientsIn(lambda(name)), [...new Set(await sdkClientsOf(name))]);
      });

      it('says nothing of the folder it was built in', () => {
        assert.notInclude(textOf(name), repositoryRoot());
      });

      it('shares its bytes out among its files', () => {
        const shares = [...lambda(name).bytesByFile.values()].reduce((sum, bytes) => sum + bytes, 0);

        assert.isAbove(shares, lambda(name).contents.length * 0.9);
        assert.isAtMost(shares, lambda(name).contents.length);
      });
    });
  }

  it('knows the operations that it sends and not the rest of the API', () => {
    const text = textOf('remediator-security-group');

    assert.include(text, 'RevokeSecurityGroupIngress');
    assert.notInclude(text, 'RunInstances');
  });

  it('is the same when it is built again, whichever else is built beside it', async () => {
    for (const source of sources) {
      assert.isTrue(
        Buffer.from(lambda(source.name).contents).equals((await buildLambda(source)).contents),
        source.name,
      );
    }
  });

  it('is the same when it is built from a checkout elsewhere', async () => {
    const notifier = sources.filter(({ name }) => name === 'notifier');
    for (const source of notifier) {
      const elsewhere = await copyOf([...lambda(source.name).bytesByFile.keys()]);
      try {
        const again = await buildLambda(source, elsewhere);

        assert.isTrue(Buffer.from(lambda(source.name).contents).equals(again.contents));
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    }
    assert.lengthOf(notifier, 1);
  });
});

function sdkClientsIn({ bytesByFile }: BuiltLambda): string[] {
  const clients = [...bytesByFile].flatMap(([path, bytes]) =>
    bytes === 0 ? [] : (/^node_modules\/@aws-sdk\/client-([^/]+)\//.exec(path)?.[1] ?? []),
  );
  return [...new Set(clients)];
}

const Kind = v.object({ iamActions: v.array(v.string()) });

async function readsOf(type: ResourceType): Promise<string[]> {
  const { kind } = modulesOf(type);
  const module: unknown = await import(`../../resources/${kind}.ts`);
  return v.parse(v.looseObject({ [camelCase(kind)]: Kind }), module)[camelCase(kind)]?.iamActions ?? [];
}

/** What the pipeline itself asks of every function of a sort, and what its rule or remediator and their reads declare. */
async function sdkClientsOf(name: string): Promise<string[]> {
  if (name === 'coordinator') return ['lambda', 's3', 'sns', 'sqs', 'ssm'];
  if (name === 'exemption-watch') return ['config-service', 's3', 'sns'];
  if (name === 'fast-path') return ['config-service', 'ec2', 'lambda', 's3', 's3-control', 'sns', 'sqs', 'sts'];
  if (name === 'sweep') return ['config-service', 'ec2', 'lambda', 's3', 's3-control', 'sqs', 'sts'];
  if (name === 'digest') return ['config-service', 's3', 'sns', 'sqs', 'ssm'];
  if (name === 'notifier') return ['s3', 'sns', 'sqs', 'ssm'];
  const rule = rules.find(({ id }) => id === name);
  if (rule !== undefined) {
    const actions = [...rule.iamActions, ...(await readsOf(rule.resourceType))];
    return ['config-service', 's3', 'sqs', 'sts', ...actions.map(sdkClientFor)];
  }
  const remediator = remediators.find(({ id }) => name === `remediator-${id}`);
  if (remediator === undefined) throw new Error(`${name} is neither a rule nor a remediator`);
  return ['s3', 'sns', 'sqs', 'ssm', 'sts', ...remediator.iamActions.map(sdkClientFor)];
}

/** The settings of an account are allowed as `s3:` and read through S3 Control (Service Authorization Reference, S3). */
function sdkClientFor(action: string): string {
  return /^s3:\w+Account/.test(action) ? 's3-control' : action.replace(/:.*/, '');
}

/** A checkout of what a build reads: the files, and beside or above them what says how they are to be taken. */
async function copyOf(files: readonly string[]): Promise<string> {
  const root = repositoryRoot();
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'another-checkout-')));
  const wanted = new Set(['tsconfig.json', 'package.json']);
  for (const file of files) {
    wanted.add(file);
    for (let above = dirname(file); above !== '.'; above = dirname(above)) wanted.add(join(above, 'package.json'));
  }
  for (const file of wanted) {
    // The entry itself is no file, and not every folder is a package.
    if (!existsSync(join(root, file))) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(join(root, file), join(folder, file));
  }
  return folder;
}
