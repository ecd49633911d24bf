import { assert } from 'chai';
import { LocalClock } from '../../local/clock.ts';
import { createEc2 } from '../../local/ec2/ec2.ts';
import { idGenerator } from '../../local/random-id.ts';
import { createS3Control } from '../../local/s3-control/s3-control.ts';
import { createS3 } from '../../local/s3/s3.ts';
import type { Caller, LocalService, ServiceDeps } from '../../local/service.ts';

const caller: Caller = {
  accountId: '123456789012',
  region: 'eu-west-1',
  partition: 'aws',
  principalArn: 'arn:aws:iam::123456789012:user/local-administrator',
  requestId: 'request',
  now: 0,
  signal: new AbortController().signal,
};
const count = 10_000;

/** The services without the wire, whose clients would take most of the time. */
describe('With 10,000 of everything the local account', () => {
  const deps = (): ServiceDeps => ({
    clock: new LocalClock({ frozen: true }),
    changed: () => {},
    id: idGenerator(1),
  });
  const asking =
    (service: LocalService) =>
    async (method: string, target: string, body = ''): Promise<string> => {
      const [path = '/', query] = target.split('?');
      const request = { method, path, query: new URLSearchParams(query), headers: {}, body: Buffer.from(body) };
      const answer = await service.handle(request, caller);
      return String(answer.body ?? '');
    };
  /** All the texts between `<tag>` and `</tag>`, page by page while there is a next one. */
  const all = async (page: (token: string | undefined) => Promise<string>, tag: string, next: string) => {
    const texts = (answer: string, name: string) =>
      [...answer.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text);
    const found: string[] = [];
    for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
      const answer = await page(token);
      found.push(...texts(answer, tag));
      [token] = texts(answer, next);
    }
    return found;
  };

  it('creates, changes, pages through, filters and deletes security groups in seconds', async () => {
    const ask = asking(createEc2(deps()));
    const call = (parameters: Record<string, string>) =>
      ask('POST', '/', new URLSearchParams({ Version: '2016-11-15', ...parameters }).toString());
    for (let index = 0; index < count; index++) {
      await call({ Action: 'CreateSecurityGroup', GroupName: `g-${index}`, GroupDescription: 'one of many' });
    }
    const describe = (parameters: Record<string, string>) => (token: string | undefined) =>
      call({
        Action: 'DescribeSecurityGroups',
        MaxResults: '1000',
        ...parameters,
        ...(token !== undefined && { NextToken: token }),
      });

    const idsOf = async (parameters: Record<string, string>) =>
      (await all(describe(parameters), 'securityGroupArn', 'nextToken')).map((arn) => arn.split('/').at(-1) ?? '');

    const ids = await idsOf({});
    const filters = ids.slice(0, 200).map((id, index): [string, string] => [`Filter.1.Value.${index + 1}`, id]);
    const byId = await idsOf({ 'Filter.1.Name': 'group-id', ...Object.fromEntries(filters) });
    for (const GroupId of ids.slice(1)) await call({ Action: 'DeleteSecurityGroup', GroupId });

    assert.lengthOf(ids, count + 1);
    assert.deepEqual(byId, ids.slice(0, 200));
    assert.deepEqual(await idsOf({}), ids.slice(0, 1));
  }).timeout(5000);

  it('puts, replaces, lists and deletes objects in seconds', async () => {
    const ask = asking(createS3(deps(), createS3Control(deps())));
    await ask(
      'PUT',
      '/bucket',
      '<CreateBucketConfiguration><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>',
    );
    const keys = Array.from({ length: count }, (_, index) => `actions/${(index * 7919) % count}`);
    for (const key of [...keys, ...keys.slice(0, 1000)]) await ask('PUT', `/bucket/${key}`, 'content');
    const list = (token: string | undefined) =>
      ask('GET', `/bucket?list-type=2${token === undefined ? '' : `&continuation-token=${token}`}`);

    const listed = await all(list, 'Key', 'NextContinuationToken');
    for (const key of keys) await ask('DELETE', `/bucket/${key}`);

    assert.deepEqual(listed, keys.toSorted());
    assert.deepEqual(await all(list, 'Key', 'NextContinuationToken'), []);
  }).timeout(5000);
});
