// Who may see health and numbers: the operator everything, the world behind a proxy only whether all is well.
import { afterEach, expect, it } from 'vitest'
import { openLog } from '../src/app/log.ts'
import { forTheWorld, servePages, withToken, type Pages } from '../src/app/pages.ts'

const TOKEN = 'a-long-random-bearer-token'
const lines: string[] = []
const log = openLog({ level: 'warn', destination: { write: (it) => void lines.push(it) } })
const json = (status: number, body: object) => ({ status, contentType: 'application/json', body: JSON.stringify(body) })
const pages: Pages = {
  '/readyz': async () => json(503, { status: 'not ready', phones: { why: 'Asterisk refuses the AMI user "bot"' } }),
  '/metrics': async () => ({ status: 200, contentType: 'text/plain', body: 'ringgroup_changes_total 7\n' }),
  '/broken': () => Promise.reject(new Error('the page is broken')),
}

const open: { close(): Promise<void> }[] = []
async function served(it: Pages) {
  const server = await servePages({ pages: it, host: '127.0.0.1', port: 0, log })
  open.push(server)
  return async (path: string, options: RequestInit = {}) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, options)
    return { status: response.status, body: await response.text(), headers: response.headers }
  }
}
const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
afterEach(async () => {
  for (const it of open.splice(0)) await it.close()
  lines.length = 0
})

it('the world hears the status, nothing of what stands behind it, and no number', async () => {
  const get = await served(forTheWorld(pages, null))
  expect(await get('/readyz')).toMatchObject({ status: 503, body: '{"status":"not ready"}\n' })
  expect((await get('/metrics')).status).toBe(404)
  expect((await get('/metrics', bearing('undefined'))).status).toBe(404)
  expect((await get('/metrics', bearing('null'))).status).toBe(404)
})

it('whoever has the token hears everything there too', async () => {
  const get = await served(forTheWorld(pages, TOKEN))
  for (const other of ['', 'x', `${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase()]) {
    const denied = await get('/metrics', bearing(other))
    expect(denied.status).toBe(401)
    expect(denied.headers.get('www-authenticate')).toBe('Bearer')
    expect(denied.body).not.toContain('ringgroup_')
    expect((await get('/readyz', bearing(other))).body).not.toContain('AMI')
  }
  expect((await get('/metrics')).status).toBe(401)
  expect(await get('/metrics', bearing(TOKEN))).toMatchObject({ status: 200, body: 'ringgroup_changes_total 7\n' })
  expect((await get('/readyz', bearing(TOKEN))).body).toContain('AMI')
})

it('on a port of their own they are shown in full, the numbers behind the token if there is one', async () => {
  const all = await served(withToken(pages, null))
  expect((await all('/readyz')).body).toContain('AMI')
  expect((await all('/metrics')).status).toBe(200)
  const guarded = await served(withToken(pages, TOKEN))
  expect((await guarded('/readyz')).body).toContain('AMI')
  expect((await guarded('/metrics')).status).toBe(401)
  expect((await guarded('/metrics', bearing(TOKEN))).status).toBe(200)
})

it('whatever is asked there is answered, and the server goes on', async () => {
  const get = await served(pages)
  expect((await get('/broken')).status).toBe(500)
  expect(lines.join('')).toContain('the page is broken')
  for (const path of ['//', '/__proto__', '/constructor', '/metrics/', '/%', '/%00', `/${'x'.repeat(5000)}`])
    expect((await get(path)).status, path).toBe(404)
  expect((await get('/metrics', { method: 'POST', body: 'x' })).status).toBe(405)
  expect(await get('/metrics', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
  expect((await get('/metrics?x=1')).status).toBe(200)
})

it('a port that is taken is an error that can be read', async () => {
  const server = await servePages({ pages, host: '127.0.0.1', port: 0, log })
  open.push(server)
  await expect(servePages({ pages, host: '127.0.0.1', port: server.port, log })).rejects.toThrow(
    /^METRICS_PORT: .*EADDRINUSE/,
  )
})
