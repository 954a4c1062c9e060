import { expect, it } from 'vitest'
import { openStage } from '../kit/browser.ts'

const { as, look, work, sandbox } = await openStage()
const alice = as('UALICE')
async function done(line: string) {
  await alice.types(`/ringgroup ${line}`)
  await alice.hears('Live on the phones')
  await work()
}

it('who rings when stands beside the phones, follows every change, and says in words what it shows', async () => {
  await done('create Support 600 Bruno Omar time=20')
  const page = await look('UALICE')
  const picture = page.locator('img.who-rings')
  await expect
    .poll(() => picture.getAttribute('alt'))
    .toBe('Support (600): Bruno and Omar at once; after 20 s voicemail 100.')
  expect(await picture.evaluate((it: HTMLImageElement) => it.decode().then(() => it.naturalWidth))).toBe(360)
  await done('mode support consecutive')
  await expect
    .poll(() => picture.getAttribute('alt'))
    .toBe('Support (600): Bruno first, then Omar; after 40 s voicemail 100.')
  const french = await look('UCHLOE')
  await expect.poll(() => french.locator('img.who-rings').getAttribute('alt')).toContain('d’abord Bruno, puis Omar')
})

it('a name that would be markup is a picture of itself, wherever it is opened', async () => {
  await done('rename support "</text><script>alert(1)</script>"')
  const page = await look('UALICE')
  await expect.poll(() => page.locator('img.who-rings').getAttribute('alt')).toContain('<script>alert(1)</script>')
  expect(
    await page.locator('img.who-rings').evaluate((it: HTMLImageElement) => it.decode().then(() => it.naturalWidth)),
  ).toBe(360)
  // by itself: a dialog would fail this test
  await page.goto(`${sandbox.url}sandbox/who?extension=600&as=UALICE`)
  expect(await page.evaluate(() => document.querySelectorAll('script, parsererror').length)).toBe(0)
  expect(await page.evaluate(() => document.documentElement.querySelector('title')?.textContent)).toContain('<script>')
})
