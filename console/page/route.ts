import { useEffect, useState } from 'preact/hooks';
import { type ViewName, viewNames } from '../console-data.ts';

/** Which page is shown, and of it which item: `#/compliance/AWS::EC2::SecurityGroup/sg-…`. */
export interface Route {
  readonly view: ViewName;
  readonly item: string;
}

export function parseRoute(hash: string): Route {
  const [, name = '', item = ''] = /^#\/([a-z]+)(?:\/(.*))?$/.exec(hash) ?? [];
  const view = viewNames.find((one) => one === name) ?? 'compliance';
  return { view, item: decoded(item) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function hashOf(view: ViewName, item = ''): string {
  return item === '' ? `#/${view}` : `#/${view}/${encodeURI(item)}`;
}

export function useRoute(): Route {
  const [route, go] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = (): void => go(parseRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
