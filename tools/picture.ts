// Makes docs/page.png, the README's picture: starts Ringgroup as a newcomer does, does what the README says, and calls.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readConfig } from '../src/config.ts'
import { openLog } from '../src/app/log.ts'
import { run } from '../src/app/run.ts'
import { openChromium } from '../test/kit/chromium.ts'

const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-picture-'))
const config = readConfig({ DATA_DIR: dataDir, PORT: '0' })
const running = await run(config, { log: openLog({ level: 'warn' }) })
const browser = await openChromium()
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, timezoneId: 'Europe/Paris' })
  await page.goto(running.url)
  const composer = page.locator('main .composer textarea')
  for (const [line, answer] of [
    ['/ringgroup create Support 600 Léa Bruno Omar time=20', 'Live on the phones'],
    ['/ringgroup mode support consecutive', 'now rings one phone after another'],
    ['/ringgroup who support', '0:40'],
  ] as const) {
    await composer.fill(line)
    await page.keyboard.press('Enter')
    await page.locator('main .message', { hasText: answer }).first().waitFor()
  }
  await page.locator('.wall .call-it').first().click()
  await page.locator('.tile.ringing').waitFor()
  await page.waitForTimeout(1500) // whatever moves has come to rest, and the clock shows a second
  mkdirSync('docs', { recursive: true })
  await page.screenshot({ path: 'docs/page.png' })
} finally {
  await browser.close()
  await running.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
