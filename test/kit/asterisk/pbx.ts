// A real Asterisk for tests: unpacked, not installed, on ports of 127.0.0.1 that nobody has, with a folder of its own. It is
// the example company, or as many phones as a test wants, and holds no ring group.
import { spawn, execFile, type ChildProcess } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Directory, Entry } from '../../../src/ring/company.ts'
import { tester } from './tester.ts'

const here = import.meta.dirname
const shipped = path.join(here, '../../../src/phones/asterisk/pbx')
const SECRET = 'a-secret-for-tests-only'

const home = path.join(process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'ringgroup', 'asterisk')
const root = path.join(home, 'root')

/** Fetches Asterisk unless it is in the cache. Says why, if it cannot be had. */
export async function getAsterisk(): Promise<string> {
  const script = promisify(execFile)(path.join(here, 'get-asterisk.sh'), [home], { timeout: 300_000 })
  return (
    await script.catch((error: Error & { stderr?: string }) => {
      throw new Error(`no Asterisk, so no test of it: ${error.stderr?.trim() || error.message}`)
    })
  ).stdout.trim()
}

export type Pbx = Awaited<ReturnType<typeof startAsterisk>>

/** Runs until `remove`. */
export async function startAsterisk(company: Directory, { tls = false, freepbx = false } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'asterisk-')) // short: its control socket is in it, and a path of those has 107 bytes
  const [sip, ami, secure] = await Promise.all([freeUdp(), freeTcp(), freeTcp()])
  const fill = (text: string) =>
    text
      .replaceAll('@STATE@', folder)
      .replaceAll('@ROOT@', root)
      .replaceAll('@SIP_PORT@', `${sip}`)
      .replaceAll('@AMI_PORT@', `${ami}`)
      .replaceAll('@TLS_PORT@', `${secure}`)
      .replaceAll('@TLS@', tls ? 'yes' : 'no')
      .replaceAll('@AMI_SECRET@', SECRET)
  const etc = path.join(folder, 'etc')
  for (const it of ['etc', 'var', 'run', 'log', 'spool', 'cache', 'keys', 'agi']) mkdirSync(path.join(folder, it))
  for (const it of readdirSync(path.join(here, 'etc')).filter((it) => /^\w+\.conf$/.test(it)))
    writeFileSync(path.join(etc, it), fill(readFileSync(path.join(here, 'etc', it), 'utf8')))
  const variant = freepbx ? '.freepbx' : ''
  cpSync(path.join(here, 'etc', `extensions${variant}.conf`), path.join(etc, 'extensions.conf'))
  cpSync(path.join(shipped, `ringgroups_site${variant}.conf`), path.join(etc, 'ringgroups_site.conf'))
  cpSync(path.join(shipped, 'ringgroups.conf'), path.join(etc, 'ringgroups.conf'))
  const user = readFileSync(path.join(shipped, 'ringgroups_manager.conf'), 'utf8')
  writeFileSync(path.join(etc, 'ringgroups_manager.conf'), user.replace('CHANGE-ME', SECRET))
  cpSync(path.join(here, 'etc', 'localhost.pem'), path.join(folder, 'keys', 'asterisk.pem'))
  settle(company.extensions, folder)

  let process: ChildProcess | undefined
  let hands: Awaited<ReturnType<typeof tester>> | undefined

  async function start() {
    const library = path.join(root, 'usr/lib/x86_64-linux-gnu')
    // the packages come from a newer Debian than this machine's, so it runs through its own loader and libraries
    process = spawn(
      path.join(root, 'usr/lib64/ld-linux-x86-64.so.2'),
      [
        '--library-path',
        library,
        path.join(root, 'usr/sbin/asterisk'),
        '-C',
        path.join(etc, 'asterisk.conf'),
        '-f',
        '-g',
      ],
      { stdio: 'ignore', cwd: folder },
    )
    for (const end = Date.now() + 20_000; ; await sleep(50)) {
      if (process.exitCode !== null || Date.now() > end)
        throw new Error(`Asterisk did not start:\n${log().slice(-2000)}`)
      hands = await tester(ami, SECRET).catch(() => undefined)
      if ((await hands?.ask('CoreStatus').catch(() => []))?.[0]?.includes('CoreStartupTime') && (await isBooted()))
        return
      hands?.end()
    }
  }
  // the dialplan is loaded late, and a phone can register from then on
  const isBooted = async () =>
    (await hands!.ask('Command', { Command: 'core waitfullybooted' }))[0]!.includes('fully booted')

  async function end(signal: 'SIGTERM' | 'SIGKILL') {
    hands?.end()
    if (process?.exitCode !== null || process.signalCode !== null) return
    const exit = once(process, 'exit')
    process.kill(signal)
    await exit
  }
  const log = () => readFileSync(path.join(folder, 'log', 'full.log'), 'utf8')

  await start()
  for (const { number, leadsTo } of company.numbers)
    await hands!.ask('DBPut', { Family: 'rgnum', Key: number.slice(1), Val: leadsTo ?? '' })

  return {
    folder,
    host: '127.0.0.1',
    port: sip,
    /** What `asterisk()` wants to know. */
    account: { host: '127.0.0.1', port: ami, user: 'ringgroup', secret: SECRET },
    tlsPort: secure,
    ca: readFileSync(path.join(here, 'etc', 'localhost.pem'), 'utf8').replace(/^[^]*(?=-----BEGIN CERT)/, ''),
    ask: (action: string, headers?: Record<string, string>) => hands!.ask(action, headers),
    start,
    /** As a power cut does; what the last second brought is lost. */
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    /** Does not answer, and is not gone either. */
    freeze: (it: boolean) => void process!.kill(it ? 'SIGSTOP' : 'SIGCONT'),
    log,
    async remove() {
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Phones and boxes. A greeting is 0.1 s of silence, so that a caller need not wait for a long one. */
function settle(extensions: Entry[], folder: string) {
  const phone = ({ extension, name, voicemail }: Entry) =>
    `[${extension}](phone)\naors=${extension}\n${name ? `callerid="${name}" <${extension}>\n` : ''}${voicemail ? `mailboxes=${extension}@default\n` : ''}[${extension}](line)\n`
  const box = ({ extension, name, email }: Entry) =>
    `${extension} => 4${extension},${name}${email ? `,${email}` : ''}\n`
  const boxes = extensions.filter((it) => it.voicemail)
  writeFileSync(
    path.join(folder, 'etc', 'pjsip_phones.conf'),
    extensions
      .filter((it) => it.rings)
      .map(phone)
      .join('\n'),
  )
  writeFileSync(path.join(folder, 'etc', 'voicemail_boxes.conf'), boxes.map(box).join(''))
  for (const { extension } of boxes) {
    const at = path.join(folder, 'spool/voicemail/default', extension)
    mkdirSync(at, { recursive: true })
    writeFileSync(path.join(at, 'unavail.wav'), silence())
  }
}

function silence(): Buffer {
  const data = 1600
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20) // PCM, one channel, 8 kHz, 16 bits
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8000, 24)
  head.writeUInt32LE(16_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data, 40)
  return Buffer.concat([head, Buffer.alloc(data)])
}

async function freeUdp(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  socket.close()
  return port
}

async function freeTcp(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
