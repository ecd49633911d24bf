import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  HierarchyTypeMismatchException,
  type Parameter,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterVersionNotFound,
  PutParameterCommand,
  type PutParameterCommandInput,
  type PutParameterCommandOutput,
} from '@aws-sdk/client-ssm';
import { assert } from 'chai';
import { assertRefused, refusalOf } from '../support/refusal.ts';
import { accountId, region } from '../support/served.ts';
import { type ServedSsm, startSsm } from '../support/ssm.ts';

describe('the local Parameter Store', () => {
  let served: ServedSsm;
  beforeEach(async () => {
    served = await startSsm();
  });
  afterEach(() => served.stop());

  const put = (
    Name: string,
    Value: string,
    more: Partial<PutParameterCommandInput> = {},
  ): Promise<PutParameterCommandOutput> =>
    served.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
  const get = async (Name: string, WithDecryption?: boolean): Promise<Parameter> => {
    const { Parameter } = await served.ssm.send(
      new GetParameterCommand({ Name, ...(WithDecryption === undefined ? {} : { WithDecryption }) }),
    );
    return Parameter ?? {};
  };

  it('keeps a parameter and when it was written', async () => {
    const answer = await put('/configmend/exemptions', 'none', { Description: 'who may stay', Tier: 'Standard' });
    served.clock.advance(60_000);

    const parameter = await get('/configmend/exemptions');

    assert.deepInclude(answer, { Version: 1, Tier: 'Standard' });
    assert.deepEqual(parameter, {
      Name: '/configmend/exemptions',
      Type: 'String',
      Value: 'none',
      Version: 1,
      LastModifiedDate: new Date(served.clock.now() - 60_000),
      ARN: `arn:aws:ssm:${region}:${accountId}:parameter/configmend/exemptions`,
      DataType: 'text',
    });
  });

  it('shows a SecureString only to who asks for decryption', async () => {
    await put('webhook', 'https://hooks.example/secret', { Type: 'SecureString', KeyId: 'alias/mine' });

    const opaque = await get('webhook');
    const plain = await get('webhook', true);

    assert.match(opaque.Value ?? '', /^AQICAH[A-Za-z0-9+/=]+$/);
    assert.equal(plain.Value, 'https://hooks.example/secret');
    assert.equal(opaque.Type, 'SecureString');
  });

  it('gives the type StringList back as one text', async () => {
    await put('ports', '22,3389', { Type: 'StringList' });

    assert.deepInclude(await get('ports'), { Type: 'StringList', Value: '22,3389' });
  });

  it('overwrites only when told to, and keeps the versions', async () => {
    await put('gate', 'closed');

    assert.instanceOf(await refusalOf(put('gate', 'open')), ParameterAlreadyExists);
    const { Version } = await served.ssm.send(
      new PutParameterCommand({ Name: 'gate', Value: 'open', Overwrite: true }),
    );

    assert.equal(Version, 2);
    assert.deepInclude(await get('gate'), { Value: 'open', Version: 2 });
    assert.deepInclude(await get('gate:1'), { Value: 'closed', Version: 1, Selector: ':1' });
    assert.instanceOf(await refusalOf(get('gate:3')), ParameterVersionNotFound);
  });

  it('does not let a parameter change its type', async () => {
    await put('gate', 'closed');

    const refused = await refusalOf(put('gate', 'x', { Type: 'SecureString', Overwrite: true }));

    assert.instanceOf(refused, HierarchyTypeMismatchException);
  });

  it('knows a parameter by its ARN, with and without a path', async () => {
    await put('/a/b', 'deep');
    await put('plain', 'flat');
    const arn = `arn:aws:ssm:${region}:${accountId}:parameter`;

    assert.equal((await get(`${arn}/a/b`)).Value, 'deep');
    assert.equal((await get(`${arn}/plain:1`)).Value, 'flat');
    await assertRefused(get(`arn:aws:ssm:${region}:999988887777:parameter/plain`), 'ParameterNotFound');
  });

  it('takes 4,096 characters and no more', async () => {
    await put('long', 'x'.repeat(4096));

    await assertRefused(put('longer', 'x'.repeat(4097)), 'ValidationException', /4096 characters/);
  });

  const unfit: [string, () => Promise<unknown>, string, RegExp][] = [
    ['an empty value', () => put('a', ''), 'ValidationException', /Value/],
    ['a name with a blank', () => put('a b', 'x'), 'ValidationException', /letters, numbers/],
    ['a path that does not begin with /', () => put('a/b', 'x'), 'ValidationException', /fully qualified/],
    ['a reserved name', () => put('/aws/x', 'x'), 'ValidationException', /aws/],
    ['sixteen levels', () => put('/x'.repeat(16), 'x'), 'HierarchyLevelLimitExceededException', /15 levels/],
    ['a key for plain text', () => put('a', 'x', { KeyId: 'k' }), 'ValidationException', /SecureString/],
    [
      'a new parameter without type',
      () => served.ssm.send(new PutParameterCommand({ Name: 'a', Value: 'x' })),
      'ValidationException',
      /type is required/,
    ],
    ['the tier Advanced', () => put('a', 'x', { Tier: 'Advanced' }), 'NotImplemented', /Tier/],
    ['a machine image', () => put('a', 'x', { DataType: 'aws:ec2:image' }), 'NotImplemented', /DataType/],
    ['tags', () => put('a', 'x', { Tags: [{ Key: 'k', Value: 'v' }] }), 'NotImplemented', /Tags/],
    [
      'an operation it lacks',
      () => served.ssm.send(new DescribeParametersCommand({})),
      'NotImplemented',
      /DescribeParameters/,
    ],
    [
      'eleven names',
      () => served.ssm.send(new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, index) => `n${index}`) })),
      'ValidationException',
      /Names/,
    ],
    [
      'a path without /',
      () => served.ssm.send(new GetParametersByPathCommand({ Path: 'a' })),
      'ValidationException',
      /slash/,
    ],
  ];
  for (const [what, call, name, message] of unfit) {
    it(`refuses ${what}: ${name}`, async () => {
      await assertRefused(call(), name, message);
    });
  }

  it('gives several at once and lists what it does not have', async () => {
    await put('a', '1');
    await put('b', '2', { Type: 'SecureString' });

    const answer = await served.ssm.send(
      new GetParametersCommand({ Names: ['a', 'absent', 'b', 'a:9'], WithDecryption: true }),
    );

    assert.deepEqual(
      answer.Parameters?.map(({ Name, Value }) => [Name, Value]),
      [
        ['a', '1'],
        ['b', '2'],
      ],
    );
    assert.deepEqual(answer.InvalidParameters, ['absent', 'a:9']);
  });

  it('walks a path in pages, one level or all', async () => {
    for (const name of ['/c/2', '/c/1', '/c/deep/3', '/other/4', '/c2']) await put(name, 'x');
    const names = async (Recursive: boolean): Promise<(string | undefined)[][]> => {
      const pages: (string | undefined)[][] = [];
      let NextToken: string | undefined;
      do {
        const answer = await served.ssm.send(
          new GetParametersByPathCommand({ Path: '/c', Recursive, MaxResults: 2, ...(NextToken && { NextToken }) }),
        );
        pages.push(answer.Parameters?.map(({ Name }) => Name) ?? []);
        NextToken = answer.NextToken;
      } while (NextToken !== undefined);
      return pages;
    };

    assert.deepEqual(await names(false), [['/c/1', '/c/2']]);
    assert.deepEqual(await names(true), [['/c/1', '/c/2'], ['/c/deep/3']]);
  });

  it('deletes one, or several and says which', async () => {
    for (const name of ['a', 'b', 'c']) await put(name, 'x');

    await served.ssm.send(new DeleteParameterCommand({ Name: 'a' }));
    const several = await served.ssm.send(new DeleteParametersCommand({ Names: ['a', 'b'] }));

    assert.instanceOf(await refusalOf(get('a')), ParameterNotFound);
    assert.instanceOf(await refusalOf(served.ssm.send(new DeleteParameterCommand({ Name: 'a' }))), ParameterNotFound);
    assert.deepEqual([several.DeletedParameters, several.InvalidParameters], [['b'], ['a']]);
    assert.equal((await get('c')).Value, 'x');
  });

  it('keeps accounts and regions apart', async () => {
    await put('a', 'x');

    for (const who of [{ region: 'us-east-1' }, { accountId: '999988887777' }]) {
      await assertRefused(served.client(who).send(new GetParameterCommand({ Name: 'a' })), 'ParameterNotFound');
    }
  });
});
