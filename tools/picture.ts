// Makes docs/page.png, the README's picture: starts Ringgroup as a newcomer does, and does what the README says.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { readConfig } from '../src/config.ts'
import { openLog } from '../src/log.ts'
import { run } from '../src/run.ts'

const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-picture-'))
const config = readConfig({ DATA_DIR: dataDir, PORT: '0' })
const running = await run(config, { log: openLog({ level: 'warn' }) })
const browser = await chromium.launch({
  executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ],
})
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 860 },
    deviceScaleFactor: 1,
    timezoneId: 'Europe/Paris',
  })
  await page.goto(running.url)
  for (const [line, answer] of [
    ['/ringgroup create Support 600 Léa Bruno Omar time=20', 'Live on the phones'],
    ['/ringgroup mode support consecutive', 'now rings one phone after another'],
    ['/ringgroup who support', '0:40'],
  ] as const) {
    await page.getByRole('textbox').first().fill(line)
    await page.keyboard.press('Enter')
    await page.getByText(answer).first().waitFor()
  }
  await page.waitForTimeout(1500)
  mkdirSync('docs', { recursive: true })
  await page.screenshot({ path: 'docs/page.png' })
} finally {
  await browser.close()
  await running.stop()
  rmSync(dataDir, { recursive: true, force: true })
}
