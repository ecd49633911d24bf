import { assert } from 'chai';
import { Failure } from '../../contract/failure.ts';
import type { Resource } from '../../contract/resource.ts';
import { isJudgeable, parseConfigurationItem } from '../../resources/configuration-item.ts';
import { fromItem } from '../../resources/from-item.ts';
import { inApiForm } from '../support/rule-events.ts';
import { bent } from './support/bent.ts';
import { answerOf, type Ended, fuzz } from './support/fuzz.ts';
import { apiItems, streamItems } from './support/items.ts';
import { assertJudged } from './support/judged.ts';
import { assertNoSecret, loggedAs, withSecrets } from './support/secrets.ts';

/** The resource of an item that says a state to judge. */
function resourceOf(item: unknown): Resource | undefined {
  const parsed = parseConfigurationItem(item);
  return isJudgeable(parsed) ? fromItem(parsed) : undefined;
}

async function attempt(item: unknown): Promise<Ended> {
  const read = await answerOf(() => resourceOf(item));
  if (read instanceof Failure) {
    assert.equal(read.code, 'ITEM_UNREADABLE');
    assertNoSecret(loggedAs(read));
    return 'refused';
  }
  if (read.answer === undefined) return 'refused';
  await assertJudged(read.answer);
  return 'good';
}

describe('fuzz: configuration items', function () {
  it('of the stream are judged, or refused by name', () =>
    fuzz({ name: 'configuration items (stream form)', inputs: withSecrets(bent(streamItems)), try: attempt }));

  it('of the API are judged, or refused by name', () =>
    fuzz({ name: 'configuration items (API form)', share: 0.7, inputs: withSecrets(bent(apiItems)), try: attempt }));

  it('are the same resource in both forms, or are refused in both', () =>
    fuzz({
      name: 'configuration items (API form)',
      share: 0.3,
      inputs: bent(streamItems, 2),
      async try(item) {
        if (typeof item !== 'object' || item === null || Array.isArray(item)) return 'refused';
        const { configuration, supplementaryConfiguration } = Object(item) as Record<string, unknown>;
        // What is no object has no other form to be written in.
        if (!isObject(configuration) || !isObject(supplementaryConfiguration)) return 'refused';
        const [stream, api] = await Promise.all([
          answerOf(() => resourceOf(item)),
          answerOf(() => resourceOf(inApiForm(Object(item)))),
        ]);
        if (stream instanceof Failure || api instanceof Failure) {
          assert.instanceOf(stream, Failure);
          assert.instanceOf(api, Failure);
          return 'refused';
        }
        // JSON writes 0 for -0.
        assert.equal(JSON.stringify(api.answer), JSON.stringify(stream.answer));
        return 'good';
      },
    }));
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
