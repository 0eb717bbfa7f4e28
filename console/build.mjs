// Builds the page into dist/: index.html, one script and one style sheet, each with its hash in its name and compressed by gzip and
// Brotli beside it. A server needs these files and nothing else; `crates/console-files` says which headers they are served with.
//
//     node build.mjs            builds once
//     node build.mjs --watch    builds again after each change

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const DIST = here('dist/');

async function bundle(entry, options) {
  const result = await build({
    entryPoints: [here(entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    logLevel: 'warning',
    ...options,
  });
  return result.outputFiles[0].contents;
}

const hashOf = (content) => createHash('sha256').update(content).digest('hex').slice(0, 12);

async function files() {
  const script = await bundle('src/main.tsx', {
    format: 'esm', target: 'es2022', jsx: 'automatic', jsxImportSource: 'preact', define: { 'process.env.NODE_ENV': '"production"' },
  });
  // As the browsers that have light-dark() read it.
  const style = await bundle('src/style.css', { target: ['chrome123', 'firefox120', 'safari17.5'] });
  const names = { script: `console.${hashOf(script)}.js`, style: `console.${hashOf(style)}.css` };
  const page = readFileSync(here('src/index.html'), 'utf8')
    .replace('console.js', names.script)
    .replace('console.css', names.style);
  return { 'index.html': Buffer.from(page), [names.script]: Buffer.from(script), [names.style]: Buffer.from(style) };
}

/** Written under another name and then renamed, because a server may read at the same time; index.html comes last. */
function write(name, content) {
  writeFileSync(`${DIST}.part`, content);
  renameSync(`${DIST}.part`, `${DIST}${name}`);
}

async function once() {
  const all = Object.entries(await files()).reverse();
  mkdirSync(DIST, { recursive: true });
  const written = new Set();
  for (const [name, content] of all) {
    const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } });
    for (const [suffix, bytes] of [['.gz', gzipSync(content, { level: 9 })], ['.br', brotli], ['', content]]) {
      write(name + suffix, bytes);
      written.add(name + suffix);
    }
  }
  for (const name of readdirSync(DIST)) if (!written.has(name)) rmSync(`${DIST}${name}`);
}

await once();
if (process.argv.includes('--watch')) {
  let waiting;
  watch(here('src'), { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => once().catch((cause) => console.error(cause.message)), 50);
  });
}
