// The page's files, and the few of node_modules that it imports.
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PAGE = fileURLToPath(new URL('./page/', import.meta.url))
const TYPES: { [extension: string]: string } = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
}

/** The file of this path, or null. */
export async function fileAt(pathname: string): Promise<{ type: string; body: Buffer } | null> {
  const file = locate(pathname)
  const type = file && TYPES[path.extname(file)]
  if (!file || !type) return null
  try {
    const body = await readFile(file)
    return { type, body: pathname === '/' ? await withPreloads(body) : body }
  } catch {
    return null
  }
}

/** All modules are asked for at once, not one after another as they name each other. */
async function withPreloads(page: Buffer): Promise<Buffer> {
  const modules = (await readdir(PAGE)).filter((it) => it.endsWith('.js')).map((it) => `/page/${it}`)
  const vendored = ['preact', 'hooks', 'htm'].map((it) => `/vendor/${it}.js`)
  const links = [...vendored, ...modules].map((it) => `<link rel="modulepreload" href="${it}" />`)
  return Buffer.from(page.toString('utf8').replace('</head>', `${links.join('')}</head>`))
}

function locate(pathname: string): string | null {
  if (pathname === '/') return path.join(PAGE, 'index.html')
  if (pathname.startsWith('/vendor/')) return vendor(pathname.slice('/vendor/'.length))
  if (!pathname.startsWith('/page/')) return null
  let name: string
  try {
    name = decodeURIComponent(pathname.slice('/page/'.length))
  } catch {
    return null
  }
  const file = path.resolve(PAGE, name)
  return file.startsWith(PAGE) && !name.includes('\0') ? file : null
}

/** The import map's names, as ES modules. */
function vendor(name: string): string | null {
  const { resolve } = createRequire(import.meta.url)
  if (name === 'preact.js') return resolve('preact')
  if (name === 'hooks.js') return resolve('preact/hooks')
  if (name === 'htm.js') return path.join(path.dirname(resolve('htm')), 'htm.module.js')
  return null
}
