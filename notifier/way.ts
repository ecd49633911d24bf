/** By which people are told. Where both are configured, a message is settled once both took it. */
export const ways = ['slack', 'email'] as const;
export type Way = (typeof ways)[number];

export function isWay(text: string): text is Way {
  return ways.some((way) => way === text);
}
