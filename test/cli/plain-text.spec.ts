import { assert } from 'chai';
import { plainText } from '../../cli/plain-text.ts';

describe('plainText', () => {
  for (const [what, text, shown] of [
    ['ordinary text as it is', 'tcp 22 from 0.0.0.0/0 – café 🪣', 'tcp 22 from 0.0.0.0/0 – café 🪣'],
    ['no control sequence of a terminal', 'a\u001B]0;owned\u0007b\u009B2J', 'a ]0;owned b 2J'],
    ['one line', 'one\r\ntwo\u2028three', 'one two three'],
    ['nothing that turns the direction of writing', 'a\u202Eb\u2066c', 'a\uFFFDb\uFFFDc'],
    ['no half of a surrogate pair', 'a\uD800b', 'a\uFFFDb'],
  ] as const) {
    it(`shows ${what}`, () => {
      assert.equal(plainText(text), shown);
    });
  }
});
