// The proxy in front of HTTP mode, as deploy/nginx.conf has it: a real nginx with a certificate of our own, before a real bot.
import { execFileSync, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, type TestContext } from 'vitest'
import { freePort, SECRETS } from '../kit/bot.ts'
import { openLane } from '../kit/lane.ts'

const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find((it) => existsSync(it))

/** nginx with our file, but for the ports, the certificate and where it writes. */
async function openNginx({ onTestFinished }: TestContext, upstream: string) {
  if (!nginx) throw new Error('This test needs nginx: apt-get install nginx-light')
  const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-nginx-'))
  mkdirSync(path.join(folder, 'logs'))
  const [key, crt] = ['key.pem', 'crt.pem'].map((it) => path.join(folder, it)) as [string, string]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=ringgroup.example.com',
      '-addext',
      'subjectAltName=DNS:ringgroup.example.com',
      '-keyout',
      key,
      '-out',
      crt,
    ],
    { stdio: 'ignore' },
  )
  const port = await freePort()
  const server = readFileSync('deploy/nginx.conf', 'utf8')
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('http://127.0.0.1:3000', upstream)
    .replace('/etc/ssl/ringgroup.crt', crt)
    .replace('/etc/ssl/ringgroup.key', key)
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((it) => `${it}_temp_path ${folder}/${it};`)
    .join('\n')
  const main = path.join(folder, 'nginx.conf')
  writeFileSync(
    main,
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
    events {} http { access_log off; ${temp}\n${server} }`,
  )
  const child = spawn(nginx, ['-c', main, '-p', folder], { stdio: 'ignore' })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.kill('SIGTERM')) await ended
    rmSync(folder, { recursive: true, force: true })
  })
  const ca = readFileSync(crt)
  const ask = (method: string, at: string, body = '', headers = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const asking = request(
        {
          host: '127.0.0.1',
          servername: 'ringgroup.example.com',
          port,
          ca,
          method,
          path: at,
          headers: { host: 'ringgroup.example.com', ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (it: string) => (text += it))
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
        },
      )
      asking.on('error', reject).end(body)
    })
  for (let i = 0; i < 100 && !(await ask('GET', '/').catch(() => null)); i++) await sleep(50)
  return ask
}

const signed = (body: string) => {
  const at = `${Math.floor(Date.now() / 1000)}`
  const signature = createHmac('sha256', SECRETS.signingSecret).update(`v0:${at}:${body}`).digest('hex')
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${signature}`,
  }
}

it('lets Slack through byte for byte, and nothing else', async (context) => {
  const lane = await openLane(context)
  const bot = await lane.start()
  const ask = await openNginx(context, bot.url)

  // bytes that a careless proxy would write anew: + for a space, lower-case escapes, an empty field, no Unicode normal form
  const text = 'create+Support%20%26%c3%a9+600+101+102'
  const body = `command=%2Fringgroup&text=${text}&empty=&user_id=UALICE&team_id=TNORTHWIND&channel_id=CPHONES&trigger_id=1.2.3&response_url=`
  expect(await ask('POST', '/slack/events', body, signed(body))).toMatchObject({ status: 200 })
  await expect.poll(() => lane.db.ringGroup.count(), { timeout: 10_000 }).toBe(1)
  const forged = { ...signed(body), 'x-slack-signature': `v0=${'0'.repeat(64)}` }
  expect((await ask('POST', '/slack/events', body, forged)).status).toBe(401)

  for (const page of ['/', '/healthz', '/readyz', '/metrics', '/slack', '/slack/events/x', '//'])
    expect((await ask('GET', page)).status, page).toBe(404)
  expect((await ask('GET', '/slack/events')).status).toBe(403)
  const large = 'x'.repeat(1_100_000)
  expect((await ask('POST', '/slack/events', large, signed(large)).catch(() => ({ status: 413 }))).status).toBe(413)
})
