import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../build/repository-root.ts';
import { blockKitCss } from '../notifier/block-html.ts';
import { emojiCss } from './emoji-sprite.ts';

export interface PageBundle {
  readonly script: string;
  readonly style: string;
  /** What building took. */
  readonly ms: number;
}

let built: Promise<PageBundle> | undefined;

/** The page's script and style sheet, built once per process and kept in memory: nothing is written, nothing fetched. */
export function pageBundle(): Promise<PageBundle> {
  built ??= bundle();
  return built;
}

async function bundle(): Promise<PageBundle> {
  const begun = performance.now();
  const folder = join(repositoryRoot(), 'console', 'page');
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.ts'), join(folder, 'style', 'console.css')],
    absWorkingDir: repositoryRoot(),
    outdir: 'console-page',
    entryNames: '[name]',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2023', 'chrome123', 'firefox121', 'safari17.5'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  const textOf = (end: string): string => {
    const file = outputFiles.find(({ path }) => path.endsWith(end));
    if (file === undefined) throw new Error(`esbuild wrote no ${end} for the console`);
    return file.text;
  };
  const style = `${textOf('console.css')}${blockKitCss}${emojiCss}`;
  return { script: textOf('main.js'), style, ms: Math.round(performance.now() - begun) };
}
