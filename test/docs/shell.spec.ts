import { assert } from 'chai';
import { shellCommands, writtenCommand } from './support/shell.ts';

describe('the commands of a shell script', () => {
  for (const [script, commands] of [
    ['npm ci && npm start # both', ['npm ci', 'npm start']],
    ['a one\nb "two three" \'four  five\'', ['a one', 'b two three four  five']],
    ['a \\\n  --long', ['a --long']],
    ['a#b c; # not this', ['a#b c']],
    ['a > file.txt | b >> "${dir[1]}/c" < d', ['a', 'b']],
    ['NAME=x OTHER= a b=c', ['NAME=x OTHER= a b=c']],
    ['url="$(a -raw "b c" | d \')\')"', ['url=$(a -raw b c; d ))']],
    ['source <(a b)', ['source $(a b)']],
    ['a $1 ${b} "$c d" \\$e', ['a $1 $b $c d $e']],
    ['a | while read -r b; do c "$b"; done', ['a', 'read -r b', 'c $b']],
    ['', []],
  ] as const) {
    it(`are ${commands.join(', ') || 'none'} in ${JSON.stringify(script)}`, () => {
      assert.deepEqual(shellCommands(script).map(writtenCommand), [...commands]);
    });
  }

  it('keep a word that quotes make empty', () => {
    assert.lengthOf(shellCommands("a '' b")[0]?.words ?? [], 3);
  });

  for (const script of ['a() { b; }', 'a "b', "a 'b", 'a $(b', 'a `b`', 'a )']) {
    it(`are not guessed at in ${script}`, () => {
      assert.throws(() => shellCommands(script), SyntaxError);
    });
  }
});
