import * as fc from 'fast-check';
import { parseIpv4Cidr } from '../../exposure/ipv4-cidr.ts';

type Values = string | readonly string[];
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, Values>>;
  readonly NotPrincipal?: Readonly<Record<string, Values>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Values>>>>;
  readonly Action: string;
  readonly Resource: string;
}

/** `mixed`: public only because of some principals or values that stand beside fixed ones. */
export interface Sample {
  readonly kind: 'fixed' | 'public' | 'mixed';
  readonly statement: Statement;
}

const role = 'arn:aws:iam::111122223333:role/deploy';
const account = '444455556666';
const service = 'cloudtrail.amazonaws.com';
const facebook = 'graph.facebook.com';

type Form = Partial<Statement>;
const ip = (operator: string, ...values: string[]): Form => ({
  Principal: '*',
  Condition: { [operator]: { 'aws:SourceIp': values } },
});
const vpce = (operator: string, value: Values): Form => ({
  Principal: { AWS: '*' },
  Condition: { [operator]: { 'aws:SourceVpce': value }, Bool: { 'aws:SecureTransport': 'true' } },
});

const forms: readonly (readonly [Sample['kind'], Form])[] = [
  ['fixed', { Effect: 'Deny', Principal: '*' }],
  ['fixed', { Principal: { AWS: role } }],
  ['fixed', { Principal: { AWS: [role, account], Service: service } }],
  ['fixed', { Principal: { Service: [service] } }],
  ['fixed', vpce('StringEquals', 'vpce-1')],
  ['fixed', vpce('StringLike', ['vpce-1', 'vpce-2'])],
  ['fixed', ip('IpAddress', '54.1.2.0/24', '54.2.0.0/16')],
  ['public', { Principal: '*' }],
  ['public', { Principal: { AWS: ['*'] } }],
  ['public', { Principal: { Federated: facebook } }],
  ['public', { NotPrincipal: { AWS: role } }],
  ['public', vpce('StringLike', 'vpce-*')],
  ['public', vpce('StringEqualsIfExists', 'vpce-1')],
  ['public', ip('NotIpAddress', '54.1.2.0/24')],
  ['public', ip('IpAddress', '0.0.0.0/1', '128.0.0.0/1')],
  ['mixed', { Principal: { AWS: ['*', role] } }],
  ['mixed', { Principal: { AWS: [account, '*', role], Federated: facebook } }],
  ['mixed', { Principal: { AWS: '*', Service: service } }],
  ['mixed', ip('IpAddress', '54.1.2.0/24', '0.0.0.0/0')],
  ['mixed', ip('IpAddress', '0.0.0.0/0', '128.0.0.0/1', '54.2.0.0/16')],
  ['mixed', vpce('StringLike', ['vpce-1', '*', 'vpce-2'])],
];

const sid = fc.option(
  fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', '/', ' ', 'a', 'é', '😀'), maxLength: 8 }),
  { nil: undefined },
);

export const sample: fc.Arbitrary<Sample> = fc.tuple(fc.constantFrom(...forms), sid).map(([[kind, form], Sid]) => ({
  kind,
  statement: {
    ...(Sid === undefined ? {} : { Sid }),
    Effect: 'Allow',
    ...form,
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::holiday-photos/*',
  },
}));

/** Draws from a seed, so that a text can be written again. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) % below;
  };
}

/** The value as JSON in one of its many spellings: white space anywhere, characters written as escapes. */
export function spell(value: unknown, seed: number): string {
  const draw = draws(seed);
  const space = (): string => ['', '', ' ', '\n  ', '\t', '\r\n'][draw(6)] ?? '';
  const string = (text: string): string =>
    `"${text
      .split('')
      .map((unit) => {
        if (unit === '/' && draw(2) === 0) return '\\/';
        if (draw(8) === 0) return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
        return JSON.stringify(unit).slice(1, -1);
      })
      .join('')}"`;
  const write = (given: unknown): string => {
    if (typeof given === 'string') return string(given);
    if (Array.isArray(given)) return `[${given.map((item) => space() + write(item) + space()).join(',')}]`;
    if (typeof given !== 'object' || given === null) return JSON.stringify(given);
    const members = Object.entries(given).map(
      ([key, item]) => `${space()}${string(key)}${space()}:${space()}${write(item)}${space()}`,
    );
    return `{${members.join(',')}}`;
  };
  return write(value);
}

/** A policy as its pieces: where a statement goes, only its piece and one comma may. */
export interface SpelledPolicy {
  readonly samples: readonly Sample[];
  readonly pieces: readonly string[];
  readonly text: string;
  /** The text that is left if exactly these pieces stay; null where none does. */
  readonly without: (kept: (index: number) => boolean) => string | null;
}

export const spelledPolicy: fc.Arbitrary<SpelledPolicy> = fc
  .record({
    samples: fc.array(sample, { minLength: 1, maxLength: 6 }),
    seed: fc.nat(),
    asObject: fc.boolean(),
    gaps: fc.array(fc.constantFrom('', ' ', '\n    '), { minLength: 12, maxLength: 12 }),
  })
  .map(({ samples, seed, asObject, gaps }) => {
    const pieces = samples.map(({ statement }, index) => spell(statement, seed + index));
    const head = ` {"Version" :"2012-10-17",${gaps[0]}"Statement":`;
    const tail = `,\n"Id":"{[,]}" }\n`;
    if (asObject && pieces.length === 1) {
      const text = `${head}${pieces[0]}${tail}`;
      return { samples, pieces, text, without: (kept) => (kept(0) ? text : null) };
    }
    const list = (kept: (index: number) => boolean): string => {
      const last = pieces.findLastIndex((_, index) => kept(index));
      return pieces
        .map(
          (piece, at) =>
            `${gaps[2 * at]}${kept(at) ? piece : ''}${gaps[2 * at + 1]}${kept(at) && at < last ? ',' : ''}`,
        )
        .join('');
    };
    const without = (kept: (index: number) => boolean): string | null =>
      pieces.some((_, index) => kept(index)) ? `${head}[${list(kept)}]${tail}` : null;
    return { samples, pieces, text: without(() => true) ?? '', without };
  });

export interface Asker {
  readonly principal?: string;
  readonly federated?: string;
  readonly sourceIp: string;
  readonly vpce?: string;
}

/** Those who must not get in by a mended policy, from everywhere the forms tell apart. */
export const strangers: readonly Asker[] = [
  { sourceIp: '9.9.9.9' },
  { sourceIp: '200.9.9.9' },
  { sourceIp: '9.9.9.9', vpce: 'vpce-9' },
  { sourceIp: '9.9.9.9', principal: '999999999999' },
  { sourceIp: '9.9.9.9', federated: facebook },
];
export const everyone: readonly Asker[] = [
  ...strangers,
  { sourceIp: '54.1.2.3' },
  { sourceIp: '54.2.2.3' },
  { sourceIp: '9.9.9.9', vpce: 'vpce-1' },
  { sourceIp: '9.9.9.9', vpce: 'vpce-2' },
  ...[role, account, service].flatMap((principal) => [
    { sourceIp: '9.9.9.9', principal },
    { sourceIp: '54.1.2.3', principal },
  ]),
];

/** Whether one statement lets someone in: as much of IAM's evaluation as the forms above need. */
export function letsIn({ Effect, Principal, NotPrincipal, Condition }: Statement, asker: Asker): boolean {
  if (Effect === 'Deny') return false;
  const named = NotPrincipal === undefined ? isNamed(Principal ?? {}, asker) : !isNamed(NotPrincipal, asker);
  return (
    named &&
    Object.entries(Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, key, [values].flat(), asker)),
    )
  );
}

function isNamed(principal: '*' | Readonly<Record<string, Values>>, { principal: name, federated }: Asker): boolean {
  if (principal === '*') return true;
  return Object.values(principal)
    .flat()
    .some((value) => value === '*' || value === name || value === federated);
}

function holds(operator: string, key: string, values: readonly string[], { sourceIp, vpce: endpoint }: Asker): boolean {
  if (key === 'aws:SecureTransport') return true;
  if (key === 'aws:SourceIp') {
    const address = parseIpv4Cidr(`${sourceIp}/32`)?.start ?? 0;
    const inside = values.map(parseIpv4Cidr).some((block) => block && block.start <= address && address < block.end);
    return operator === 'NotIpAddress' ? !inside : inside;
  }
  if (endpoint === undefined) return operator.endsWith('IfExists');
  return values.some((value) => (value.endsWith('*') ? endpoint.startsWith(value.slice(0, -1)) : endpoint === value));
}
