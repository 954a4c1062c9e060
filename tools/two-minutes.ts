// The first two minutes of a newcomer in a real browser, with a picture of every step and the time until a phone rings.
//   node --import tsx tools/two-minutes.ts [folder for the pictures]      begins with this checkout, as it stands
//   node --import tsx tools/two-minutes.ts --clone [folder]               begins with a clone of it, and npm ci
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openChromium } from '../test/kit/chromium.ts'

const STARTS_WITHIN = 600 // times 100 ms

const args = process.argv.slice(2)
const isClone = args.includes('--clone')
const pictures = args.find((it) => !it.startsWith('--')) ?? path.join(tmpdir(), 'ringgroup-two-minutes')
const home = mkdtempSync(path.join(tmpdir(), 'ringgroup-newcomer-'))
const checkout = isClone ? path.join(home, 'ringgroup') : process.cwd()
if (isClone) execFileSync('git', ['clone', '--quiet', process.cwd(), checkout], { stdio: 'inherit' })

const begun = performance.now()
const passed = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`.padStart(7)
const told = (what: string) => console.log(`${passed()}  ${what}`)

if (isClone) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: checkout, stdio: 'ignore' })
  told('npm ci')
}
const port = await freePort()
const bot = spawn('npm', ['start'], {
  cwd: checkout,
  env: { ...process.env, DATA_DIR: path.join(home, 'data'), PORT: `${port}` },
  stdio: 'ignore',
  detached: true, // npm, a shell and Node: they end together
})
const browser = await openChromium()
try {
  await answers(`http://127.0.0.1:${port}/`)
  told('npm start')
  await story(`http://127.0.0.1:${port}/`)
} catch (error) {
  const [page] = browser.contexts().flatMap((it) => it.pages())
  await page?.screenshot({ path: path.join(pictures, 'failed.png') })
  throw error
} finally {
  await browser.close()
  process.kill(-bot.pid!, 'SIGTERM')
  await once(bot, 'exit')
  rmSync(home, { recursive: true, force: true })
}
console.log(`Pictures: ${pictures}`)

async function story(url: string) {
  mkdirSync(pictures, { recursive: true })
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, timezoneId: 'Europe/Paris' })
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (it) => console.error(it.stack))
  let count = 0
  const step = async (what: string) => {
    told(what)
    const name = `${`${++count}`.padStart(2, '0')}-${what.replaceAll(/\W+/g, '-')}.png`
    await page.screenshot({ path: path.join(pictures, name) })
  }
  const says = async (line: string, answer: RegExp) => {
    await page.locator('main .composer textarea').fill(line)
    await page.keyboard.press('Enter')
    await page.locator('main .message', { hasText: answer }).last().waitFor()
  }
  const be = async (name: string) => {
    await page.locator('.people .row-button', { hasText: name }).click()
    await page.locator('.people .row-button.current', { hasText: name }).waitFor()
  }
  const wall = page.locator('.wall')
  const ringing = (extension: string) => page.locator('.tile.ringing', { hasText: extension })
  const call = async () => {
    await wall.locator('.call-it', { hasText: '600' }).click()
    await ringing('106').waitFor()
  }

  await page.goto(url)
  await page.locator('main .composer textarea').waitFor()
  await step('the page')
  await says('/ringgroup create Support 600 Léa Bruno Omar time=20', /Live on the phones/)
  await step('a group is created, live on the phones')
  await call()
  const rang = passed().trim()
  await step('a phone rings')
  await ringing('102')
    .getByRole('button', { name: /^Answer/ })
    .click()
  await page.locator('.tile.talking').waitFor()
  await step('somebody answers')
  await wall.getByRole('button', { name: 'Hang up' }).click()
  await says('/ringgroup mode support consecutive', /now rings one phone after another[^]*Live on the phones/)
  await step('the mode is switched')
  await call()
  await wall.getByRole('button', { name: /10 ×/ }).click()
  await ringing('102').waitFor()
  await step('called again, one after another')
  await page.locator('.greeting').waitFor()
  await step('the voicemail answers')
  await wall.getByRole('button', { name: 'Hang up' }).click()
  await says('/ringgroup who support', /Léa first, then Bruno, then Omar/)
  await step('who rings when')
  await says('/ringgroup undo', /now rings all phones at once/)
  await step('the last change is taken back')

  await says('/ringgroup lead support @lea', /is team lead of/)
  await step('a team lead is named')
  await be('Léa Fontaine')
  await says('/ringgroup remplacer support Bruno Priya jusqu’à=vendredi 18h motif=congés', /Envoyée à/)
  await step('the lead asks')
  await be('Alice Martin')
  await page.getByRole('button', { name: 'Direct messages with Ringgroup' }).click()
  const card = page.locator('main .message', { hasText: 'Priya Nair instead of Bruno Keller' })
  await card.getByRole('button', { name: 'Approve', exact: true }).waitFor()
  await step('the request waits for an admin')
  await card.getByRole('button', { name: 'Approve', exact: true }).click()
  await card.getByText(/Approved by[^]*live on the phones/).waitFor()
  await step('one click and it is live')
  await page.getByRole('button', { name: 'phones' }).first().click()
  await says('/ringgroup undo support', /Live on the phones[^]*Change #5 was put back/)
  await step('and that is taken back too')
  console.log(`\nA phone rang after ${rang}.`)
}

async function answers(url: string) {
  for (let i = 0; i < STARTS_WITHIN; i++) {
    const isThere = await fetch(url).then(
      (it) => it.ok,
      () => false,
    )
    if (isThere) return
    if (bot.exitCode !== null) throw new Error('npm start has ended; begin it by hand to see why')
    await sleep(100)
  }
  throw new Error('npm start does not answer')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
