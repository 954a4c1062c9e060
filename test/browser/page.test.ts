// The page itself: how much of it there is, and what it is without JavaScript.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openBrowser, openStage, picture } from '../kit/browser.ts'

const { look, sandbox } = await openStage()
const { open } = await openBrowser()

it('has a small script', () => {
  const folder = 'src/sandbox/page'
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.js'))
  const bytes = scripts.reduce((sum, it) => sum + readFileSync(`${folder}/${it}`).length, 0)
  expect(scripts.length).toBeGreaterThan(20)
  expect(bytes).toBeLessThan(100_000)
})

it('says without JavaScript that it needs it', async () => {
  const page = await open(sandbox.url, { javaScript: false })
  const [english, french] = await page.locator('noscript p').allTextContents()
  expect(english).toContain('it needs JavaScript')
  expect(french).toContain('elle a besoin de JavaScript')
  expect(await page.locator('noscript p').first().isVisible()).toBe(true)
  await picture(page, 'no-javascript')
})

it('loads nothing from elsewhere', async () => {
  const page = await look('UALICE')
  const loaded = await page.evaluate(() =>
    performance.getEntriesByType('resource').map((it) => new URL(it.name).origin),
  )
  expect(new Set(loaded)).toEqual(new Set([new URL(sandbox.url).origin]))
})
