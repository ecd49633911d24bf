import { assert } from 'chai';
import { type ClientOptions, perRegion } from '../../resources/client-cache.ts';

const session = (name: string): ClientOptions => ({ credentials: { accessKeyId: name, secretAccessKey: 's' } });

describe('perRegion', () => {
  const clientOf = perRegion((region, options) => ({ region, options }));

  it('keeps one client of each region', () => {
    assert.strictEqual(clientOf('eu-west-1'), clientOf('eu-west-1'));
    assert.notStrictEqual(clientOf('eu-west-1'), clientOf('us-east-1'));
  });

  it('keeps those of an account’s options apart from its own and from all others, equal ones among them', () => {
    const [one, two] = [session('a'), session('a')];

    assert.strictEqual(clientOf('eu-west-1', one), clientOf('eu-west-1', one));
    assert.notStrictEqual(clientOf('eu-west-1', one), clientOf('us-east-1', one));
    assert.notStrictEqual(clientOf('eu-west-1', one), clientOf('eu-west-1', two));
    assert.notStrictEqual(clientOf('eu-west-1', one), clientOf('eu-west-1'));
  });

  it('makes each with its own options', () => {
    const [one, two] = [session('a'), session('b')];

    assert.deepEqual(
      [one, two, undefined].map((options) => clientOf('eu-west-1', options).options),
      [one, two, undefined],
    );
  });
});
