import dgram from 'node:dgram'
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import * as undici from 'undici'
import { expect, it } from 'vitest'
import { refusedHosts } from './kit/outgoing.ts'

const failing = (it: net.Socket | http.ClientRequest) =>
  new Promise<Error>((resolve) => void it.once('error', resolve).once('connect', () => resolve(new Error('connected'))))
const rejecting = (it: Promise<unknown>) =>
  it.then(
    () => new Error('it was done'),
    (error: Error) => error,
  )

const ways: Record<string, () => Promise<Error>> = {
  fetch: () => rejecting(fetch('https://evil.example/')),
  'fetch of an address': () => rejecting(fetch('http://93.184.216.34/')),
  'fetch of an address in IPv6': () => rejecting(fetch('http://[2606:2800:220:1::1]/')),
  'undici.fetch': () => rejecting(undici.fetch('http://evil.example/')),
  'undici.request': () => rejecting(undici.request('https://evil.example/')),
  'a WebSocket': () =>
    new Promise((resolve) => {
      new undici.WebSocket('wss://evil.example/').addEventListener('error', ({ error }) => resolve(error))
    }),
  'http.get': () => failing(http.get('http://evil.example/')),
  'https.get': () => failing(https.get('https://evil.example/')),
  'net.connect': () => failing(net.connect(80, 'evil.example')),
  'net.connect with options': () => failing(net.connect({ port: 80, host: 'evil.example' })),
  'net.Socket': () => failing(new net.Socket().connect(80, 'evil.example')),
  'tls.connect': () => failing(tls.connect({ port: 443, host: 'evil.example' })),
  pg: () => rejecting(new pg.Client('postgresql://a:b@evil.example/c').connect()),
  'dns.lookup': () => new Promise((resolve) => dns.lookup('evil.example', (error) => resolve(error!))),
  'dns.promises.lookup': () => rejecting(dns.promises.lookup('evil.example')),
  udp: () =>
    new Promise((resolve) => {
      const socket = dgram.createSocket('udp4')
      socket.send('x', 53, 'evil.example', (error) => (socket.close(), resolve(error!)))
    }),
}

it.each(Object.keys(ways))('%s reaches nobody but this machine', async (way) => {
  const { message, cause } = await ways[way]!()
  const why = cause instanceof Error ? cause.message : message
  if (why) expect(why).toMatch(/^the tests connect to nobody else than this machine/) // a WebSocket does not say
  const hosts = refusedHosts()
  expect(hosts.length).toBeGreaterThan(0)
  for (const host of hosts) expect(host).toMatch(/^(evil\.example|93\.184\.216\.34|2606:2800:220:1::1)$/)
})

it('this machine is reached', async () => {
  const server = http.createServer((_, response) => response.end('here'))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  for (const host of ['127.0.0.1', 'localhost'])
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('here')
  server.close()
})

it('every kind of test run has the guard', () => {
  const configs = readdirSync('.').filter((it) => /^vitest.*\.config\.ts$/.test(it))
  expect(configs.length).toBeGreaterThan(3)
  for (const config of configs) expect(readFileSync(config, 'utf8'), config).toContain('test/kit/outgoing-guard.ts')
})
