// The Dockerfile's steps, run in empty folders: what the image holds, and that it starts. No container engine is needed.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

type Step = { instruction: string; text: string }
type Stage = { name: string; steps: Step[]; root: string; workdir: string; env: Record<string, string>; cmd: string[] }

const lines = readFileSync('Dockerfile', 'utf8')
  .replaceAll(/\\\n/g, ' ')
  .split('\n')
  .filter((it) => /^[A-Z]/.test(it))
const allowed = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .flatMap((it) => (it.startsWith('!') ? it.slice(1) : []))
const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-image-'))
const stages: Stage[] = []
for (const line of lines) {
  const [, instruction = '', text = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? []
  if (instruction === 'FROM') {
    const name = / AS (\S+)$/i.exec(text)?.[1] ?? 'image'
    stages.push({ name, steps: [], root: path.join(folder, name), workdir: '/', env: {}, cmd: [] })
  } else stages.at(-1)?.steps.push({ instruction, text }) // before the first stage: which Node.js it is made of
}
const image = stages.at(-1)!
const app = () => path.join(image.root, image.workdir)
/** Nothing of the environment of this run. */
const bare = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', TMPDIR: tmpdir() }

async function build({ steps, ...stage }: Stage) {
  const at = (place: string) => path.join(stage.root, path.resolve(stage.workdir, place))
  for (const { instruction, text } of steps) {
    const words = text.split(/\s+/)
    const flags = words.filter((it) => it.startsWith('--'))
    if (instruction === 'WORKDIR') mkdirSync(at((stage.workdir = text)), { recursive: true })
    else if (instruction === 'ENV') Object.assign(stage.env, Object.fromEntries(words.map((it) => it.split('='))))
    else if (instruction === 'CMD') stage.cmd = JSON.parse(text)
    else if (instruction === 'COPY') {
      const from = flags.find((it) => it.startsWith('--from='))?.slice('--from='.length)
      const places = words.filter((it) => !it.startsWith('--'))
      const to = places.pop() ?? ''
      for (const place of places) {
        if (!from) expect(allowed, `.dockerignore lets ${place} through`).toContain(place.split('/')[0])
        const source = from ? path.join(stages.find((it) => it.name === from)!.root, place) : place
        const target = to.endsWith('/') ? path.join(at(to), path.basename(place)) : at(to)
        const filter = (file: string) => from !== undefined || !file.startsWith('src/generated')
        cpSync(source, target, { recursive: true, verbatimSymlinks: true, filter })
      }
    } else if (instruction === 'RUN') {
      const command = words.filter((it) => !it.startsWith('--mount')).join(' ')
      const env = { ...bare, ...stage.env, npm_config_prefer_offline: 'true', npm_config_audit: 'false' }
      const run = promisify(execFile)('sh', ['-ec', command], { cwd: at('.'), env, maxBuffer: 1e8 })
      await run.catch((error: Error & { stdout: string; stderr: string }) => {
        throw new Error(`RUN ${command}\n${error.stdout}${error.stderr}`)
      })
    } else if (!['USER', 'EXPOSE', 'VOLUME', 'HEALTHCHECK'].includes(instruction))
      throw new Error(`The image test does not know ${instruction}`)
  }
  return stage
}

/** The image's command; what it says so far, and how it ended. */
function start(env: Record<string, string>) {
  const [command = '', ...parameters] = image.cmd
  const child = spawn(command, parameters, { cwd: app(), env: { ...bare, ...env } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (it) => (said += it))
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  return { said: () => said, ended, stop: () => (child.kill('SIGTERM'), ended), alive: () => child.exitCode === null }
}

/** Until it answers 200, or it has ended. */
async function answers(url: string, { alive, said }: ReturnType<typeof start>) {
  for (let i = 0; i < 600 && alive(); i++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return answer.text()
    await sleep(100)
  }
  throw new Error(`${url} did not answer:\n${said()}`)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

beforeAll(async () => {
  for (const stage of stages) Object.assign(stage, await build(stage))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('runs as nobody, and holds neither sources nor the tools that made it', () => {
  expect(image.steps.find((it) => it.instruction === 'USER')?.text).toBe('node')
  expect(image.env).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0' })
  expect(readdirSync(app()).toSorted()).toEqual([
    '.data',
    'dist',
    'manifest.json',
    'node_modules',
    'package.json',
    'prisma',
  ])
  for (const tool of ['prisma', '@prisma/engines', 'typescript', 'vitest', 'oxlint', 'playwright-core'])
    expect(existsSync(path.join(app(), 'node_modules', tool)), tool).toBe(false)
})

it('holds everything that is read beside the program', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((it) => it.isFile() && !it.name.endsWith('.ts'))
    .map((it) => path.relative('src', path.join(it.parentPath, it.name)))
  for (const file of files)
    expect(readFileSync(path.join(app(), 'dist', file))).toEqual(readFileSync(path.join('src', file)))
  expect(readdirSync(path.join(app(), 'prisma', 'migrations'))).toEqual(readdirSync('prisma/migrations'))
})

it('with nothing set refuses to start, and names what is missing', async () => {
  const it = start(image.env)
  expect(await it.ended).toBe(1)
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN, SLACK_SIGNING_SECRET', 'PHONE_SYSTEM', 'DATABASE_URL'])
    expect(it.said()).toMatch(new RegExp(`^${name}: `, 'm'))
  expect(it.said()).not.toMatch(/^\s+at /m) // sentences, not a stack
})

it('holds the doctor', async () => {
  const doctor = (env: Record<string, string>) =>
    promisify(execFile)('node', ['dist/app/doctor.js'], { cwd: app(), env: { ...bare, ...env } }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
    )
  expect(await doctor(image.env)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^FAILED +DATABASE_URL +missing/m),
  })
  expect(await doctor({ PORT: '0' })).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing failed') })
})

it('with everything set starts, migrates and is ready', async () => {
  const slack = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    response.end('{"ok":true,"user_id":"UBOT","bot_id":"B1","team_id":"T1","url":"https://x.slack.com/"}')
  }).listen(0, '127.0.0.1')
  await once(slack, 'listening')
  const [port, metricsPort] = [await freePort(), await freePort()]
  const bot = start({
    ...image.env,
    METRICS_PORT: `${metricsPort}`,
    HOST: '127.0.0.1', // not the image's: this is no container
    PORT: `${port}`,
    SLACK_BOT_TOKEN: 'xoxb-1-2-abc',
    SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
    SLACK_API_URL: `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`,
    PHONE_SYSTEM: 'simulated',
    DATABASE_URL: 'embedded',
  })
  try {
    await answers(`http://127.0.0.1:${port}/readyz`, bot)
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
    expect(await ready.json()).toMatchObject({ status: 'ready' })
    const metrics = `http://127.0.0.1:${metricsPort}/metrics`
    expect(await (await fetch(metrics)).text()).toContain('ringgroup_changes_total')
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body: '{}' })).status).toBe(401)
  } finally {
    expect(await bot.stop()).toBe(0)
    slack.close()
  }
})

it('finds the page of the sandbox too, where it is allowed', async () => {
  const port = await freePort()
  const bot = start({ PORT: `${port}`, DATA_DIR: path.join(folder, 'sandbox') })
  try {
    for (let i = 0; i < 600 && bot.alive() && !/http:\/\/\S+/.test(bot.said()); i++) await sleep(100)
    const url = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(bot.said())?.[0]
    expect(url, bot.said()).toBeTruthy()
    expect(await answers(url ?? '', bot)).toContain('<html')
  } finally {
    await bot.stop()
  }
})
