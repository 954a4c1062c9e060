// Whatever people are called and whatever they type: it is drawn as it is, and nothing else happens.
import { expect, it } from 'vitest'
import { northwind } from '../../src/sandbox/northwind.ts'
import { composer, openStage, overflow, picture, says } from '../kit/browser.ts'

const names = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '<!channel> <@UALICE> *bold* `code`',
  '\u202Egnorw yaw eht\u202C \u200F\u0627\u0644\u062F\u0639\u0645',
  '꧅'.repeat(20),
  'W'.repeat(40),
  '👩‍👩‍👧‍👦🏳️‍🌈 é\u0301\u0301',
]
const people = northwind.map((it, i) => (i === 0 ? it : { ...it, name: names[i - 1]! }))
const { look } = await openStage({ people })
const lines = [
  ...names,
  '<b>bold</b> & &amp; &lt;i&gt;',
  '<javascript:alert(1)|click> <https://x.example|<img src=x onerror=alert(1)>>',
  '```\n<script>alert(1)</script>\n```',
  '> quoted <u>',
  '*a'.repeat(3000),
  'x'.repeat(11_000),
  '\u0000\uFFFF\uD800 lone',
]

it.each([1280, 360])('at %i px', async (width) => {
  const page = await look('UALICE', { width })
  for (const line of lines) {
    await composer(page).fill(line)
    await composer(page).press('Enter')
    await expect.poll(() => composer(page).inputValue()).toBe('')
  }
  const shown = page.locator('main .message')
  const before = await shown.count()
  for (const name of names.slice(0, 4)) {
    await says(page, `/ringgroup create "${name}" 600 Léa`, /./)
    await says(page, `/ringgroup ${name}`, /./)
  }
  expect(await shown.count()).toBeGreaterThan(before)
  // what was typed stands there, letter by letter
  await shown.filter({ hasText: '<script>alert(1)</script>' }).first().waitFor()
  await shown.filter({ hasText: '<b>bold</b> & &amp; &lt;i&gt;' }).first().waitFor()
  expect(await page.locator('main script, main img, main a[href^="javascript"]').count()).toBe(0)
  expect(await overflow(page)).toEqual([])
  await picture(page, `hostile-${width}`)
  if (width < 500) await page.getByRole('button', { name: 'Open the sidebar' }).click()
  await page.getByRole('button', { name: names[0]! }).first().waitFor()
  expect(await overflow(page)).toEqual([])
  await picture(page, `hostile-${width}-people`)
})
