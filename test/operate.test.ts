// docs/operate.md and deploy/: the tables are those of the program, what is promised of the unit stands in it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openMetrics } from '../src/app/metrics.ts'

const PAGE = 'docs/operate.md'
const page = readFileSync(PAGE, 'utf8')

// UPDATE=1 npx vitest run test/operate.test.ts writes it anew
it('the table of metrics is the one of the program', () => {
  const rows = openMetrics()
    .described()
    .map(({ name, type, labels, help }) => `| \`${name}\` | ${type} | ${labels.join(', ')} | ${help} |`)
  const table = ['| name | type | labels | what |', '| --- | --- | --- | --- |', ...rows].join('\n')
  const [before = '', rest = ''] = page.split('<!-- metrics -->')
  const written = `${before}<!-- metrics -->\n\n${table}\n\n${rest.replace(/^\n*(\|.*\n)*/, '').replace(/^\n+/, '')}`
  if (process.env['UPDATE']) writeFileSync(PAGE, written)
  expect(readFileSync(PAGE, 'utf8')).toBe(written)
})

it('every event of the log is explained, and none that is not there', () => {
  const sources = readdirSync('src/app', { recursive: true, encoding: 'utf8' })
    .filter((it) => it.endsWith('.ts'))
    .map((it) => readFileSync(`src/app/${it}`, 'utf8'))
    .join('\n')
  const written = [
    ...sources.matchAll(/event: '([a-z_]+)'/g),
    ...sources.matchAll(/noted\(\w+, '([a-z_]+)'/g),
    ...sources.matchAll(/complain\(\s*[^,]+,\s*'([a-z_]+)'/g),
  ].map(([, event]) => event)
  const [, log = ''] = page.split('\n## The log')
  const explained = [...log.split('\n## ')[0]!.matchAll(/^\| (`[a-z_`, ]+`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z_]+)`/g)].map(([, event]) => event),
  )
  expect(written.length).toBeGreaterThan(15)
  expect(new Set(explained)).toEqual(new Set(written))
})

it('the unit starts it again, and lets it do no more than it must', () => {
  const unit = new Map(
    [...readFileSync('deploy/ringgroup.service', 'utf8').matchAll(/^(\w+)=(.*)$/gm)].map(([, key = '', value]) => [
      key,
      value,
    ]),
  )
  expect(Object.fromEntries(unit)).toMatchObject({
    User: 'ringgroup',
    Restart: 'always',
    StartLimitIntervalSec: '0',
    NoNewPrivileges: 'yes',
    ProtectSystem: 'strict',
    ProtectHome: 'yes',
    PrivateTmp: 'yes',
    PrivateDevices: 'yes',
    CapabilityBoundingSet: '',
    RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
    SystemCallFilter: '@system-service',
    UMask: '0077',
    StateDirectory: 'ringgroup',
  })
  expect(unit.has('MemoryDenyWriteExecute')).toBe(false) // Node.js would not start
  // it stops within the time that it is given, and is started as the image is
  expect(Number(unit.get('TimeoutStopSec'))).toBeGreaterThan(10)
  const [, command = ''] = /^CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8').split('USER node')[1] ?? '') ?? []
  expect(unit.get('ExecStart')).toBe(`/usr/bin/${(JSON.parse(command) as string[]).join(' ')}`)
})

it('what stands in front lets one address through', () => {
  const code = readFileSync('deploy/nginx.conf', 'utf8') + readFileSync('deploy/Caddyfile', 'utf8')
  expect(code.match(/\/slack\/events/g)).toHaveLength(2)
  expect(code.match(/404/g)).toHaveLength(2)
  expect(code).not.toMatch(/metrics|healthz|readyz/)
})
