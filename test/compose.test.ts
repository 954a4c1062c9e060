// What compose.yaml promises. There is no container engine here: the file is read as one reads it.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { readConfig } from '../src/config.ts'

const Service = z.looseObject({
  image: z.string().optional(),
  build: z.looseObject({ args: z.record(z.string(), z.string()) }).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()),
  tmpfs: z.array(z.string()),
  read_only: z.boolean(),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  mem_limit: z.string(),
  pids_limit: z.number(),
  restart: z.string(),
  privileged: z.never().optional(),
  network_mode: z.never().optional(),
})
const text = readFileSync('compose.yaml', 'utf8')
const { services } = z.looseObject({ services: z.record(z.string(), Service) }).parse(parse(text))
const dockerfile = readFileSync('Dockerfile', 'utf8')

/** As Compose fills variables in: `${NAME:-default}`, `${NAME:?why}`. Throws where one is missing that must be there. */
function filled(value: string | number, env: Record<string, string>): string {
  return `${value}`.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, how?: string, rest = '') => {
    if (env[name]) return env[name]
    if (how === '?') throw new Error(`${name}: ${rest}`)
    return how === '-' ? rest : ''
  })
}

it.each(Object.entries(services))('%s can do no more than it must', (name, it) => {
  expect(it.read_only).toBe(true)
  expect(it.cap_drop).toEqual(['ALL'])
  expect(it.security_opt).toContain('no-new-privileges:true')
  expect(it.mem_limit).toMatch(/^\d+[mg]$/)
  expect(it.pids_limit).toBeLessThanOrEqual(300)
  expect(it.tmpfs).toContain('/tmp')
  expect(it.restart).toBe('unless-stopped')
  for (const port of it.ports) expect(port).toMatch(/^127\.0\.0\.1:/)
  for (const volume of it.volumes) expect(volume).not.toMatch(/^[./~]|docker\.sock/) // nothing of the machine itself
  // the database's start hands its folder over to the user postgres; the bot starts as nobody and needs nothing
  expect(it.cap_add).toEqual(name === 'db' ? ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'SETGID', 'SETUID'] : [])
})

it('what the bot writes to is a volume of the image', () => {
  const [, volume] = /^VOLUME (\S+)$/m.exec(dockerfile) ?? []
  expect(services['bot']?.volumes).toEqual([`data:${volume}`])
})

it('no password is given by us, and without one nothing starts', () => {
  for (const service of Object.values(services))
    for (const [name, value] of Object.entries(service.environment)) {
      if (!/PASSWORD/.test(name)) continue
      expect(() => filled(value, {}), name).toThrow(/POSTGRES_PASSWORD: .*\.env/)
      expect(filled(value, { POSTGRES_PASSWORD: 'given' })).toBe('given')
    }
  expect(text).not.toMatch(/POSTGRES_PASSWORD:-/)
})

it.each(['p@ss/w:rd#1', '100%', 'a b?c&d', `"quoted" 'twice'`, 'pässwörd'])(
  'a password such as %s survives',
  (password) => {
    const env = { POSTGRES_PASSWORD: password }
    const of = (name: string) =>
      Object.fromEntries(Object.entries(services[name]!.environment).map(([key, value]) => [key, filled(value, env)]))
    const { database } = readConfig(of('bot'))
    const url = new URL('url' in database ? database.url : '')
    expect(decodeURIComponent(url.password)).toBe(of('db')['POSTGRES_PASSWORD'])
    expect(url.username).toBe(of('db')['POSTGRES_USER'])
    expect(url.pathname).toBe(`/${of('db')['POSTGRES_DB']}`)
  },
)

it('the images can be pinned by their digests, without a change here', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const env = { NODE_IMAGE: `node:24-slim@${digest}`, POSTGRES_IMAGE: `postgres:18@${digest}` }
  expect(filled(services['bot']!.build!.args['NODE_IMAGE']!, env)).toContain(digest)
  expect(filled(services['db']!.image!, env)).toContain(digest)
  const [, standard] = /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile) ?? []
  expect(filled(services['bot']!.build!.args['NODE_IMAGE']!, {})).toBe(standard)
  for (const [, image] of dockerfile.matchAll(/^FROM (\S+)/gm)) expect(image).toBe('${NODE_IMAGE}')
})
