import * as fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { treacherousTexts } from './bent.ts';

interface Slip {
  readonly how: 'remove' | 'repeat' | 'replace' | 'insert' | 'swap' | 'cut' | 'rename';
  readonly at: number;
  readonly by: number;
  readonly text: string;
}

const bombs = [
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>&c;',
  '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>',
  '<![CDATA[<item/>]]>',
  '<!-- -- -->',
  '<?xml version="9.9"?>',
  '<__proto__><polluted>true</polluted></__proto__>',
  '<constructor><prototype><polluted>true</polluted></prototype></constructor>',
  '<toString/>',
  '&#0;&#xD800;&#x110000;&undefined;',
  '</item></item></item>',
  '<item/>',
  '<item>',
  `${'<a>'.repeat(300)}${'</a>'.repeat(300)}`,
  'x'.repeat(5000),
  'true',
  '-1',
  '99999999999999999999',
  '0.0.0.0/0',
];

const slip: fc.Arbitrary<Slip> = fc.record({
  how: fc.constantFrom('remove', 'repeat', 'replace', 'insert', 'swap', 'cut', 'rename'),
  at: fc.nat(1_000_000),
  by: fc.nat(50),
  text: fc.constantFrom(...bombs, ...treacherousTexts, ...treacherousTexts.map(escaped)),
});

/** Documents that were valid until their tags and texts were taken away, repeated, replaced, swapped, renamed or cut off. */
export function bentXml(samples: readonly string[], most = 3): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...samples),
      fc.oneof(
        { weight: 1, arbitrary: fc.constant<Slip[]>([]) },
        { weight: 3, arbitrary: fc.array(slip, { minLength: 1, maxLength: most }) },
      ),
    )
    .map(([sample, slips]) =>
      slips
        .reduce(
          slipOnce,
          sample.split(/(<[^>]*>)/).filter((token) => token !== ''),
        )
        .join(''),
    );
}

/**
 * Whether it can stand beside other elements and leaves them as they are, whatever it is itself. Text beside elements does not: the SDK
 * then takes the list for empty (no service of AWS writes such).
 */
export function isContained(fragment: string): boolean {
  if (/<[!?]/.test(fragment) || XMLValidator.validate(`<all>${fragment}</all>`) !== true) return false;
  let depth = 0;
  for (const token of fragment.split(/(<[^>]*>)/).filter((one) => one !== '')) {
    if (token.startsWith('</')) depth -= 1;
    else if (token.startsWith('<')) depth += token.endsWith('/>') ? 0 : 1;
    else if (depth === 0) return false;
  }
  return true;
}

function slipOnce(tokens: string[], { how, at, by, text }: Slip): string[] {
  const index = at % Math.max(1, tokens.length);
  const token = tokens[index] ?? '';
  switch (how) {
    case 'remove':
      return tokens.toSpliced(index, 1);
    case 'repeat':
      return tokens.toSpliced(index, 0, ...Array.from({ length: by }, () => token));
    case 'replace':
      return tokens.toSpliced(index, 1, text);
    case 'insert':
      return tokens.toSpliced(index, 0, text);
    case 'swap':
      return tokens.toSpliced(index, 1, tokens[(index + by) % tokens.length] ?? '');
    case 'cut':
      return tokens.slice(0, index);
    case 'rename':
      return tokens.toSpliced(index, 1, token.replace(/\w+/, ['__proto__', 'constructor', 'Item', 'X'][by % 4] ?? ''));
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
