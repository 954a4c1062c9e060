import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, expect } from 'vitest'
import { openChromium } from './chromium.ts'
import { openWorld } from './world.ts'

/** Where the pictures of a run are kept. */
const PICTURES = process.env['PICTURES'] ?? path.join(tmpdir(), 'ringgroup-pictures')

type Look = { width?: number; height?: number; dark?: boolean; javaScript?: boolean }

/** A Chromium; what its pages complain of fails the test it happened in. */
export async function openBrowser() {
  const browser = await openChromium()
  const complaints: string[] = []
  let expected: RegExp | null = null
  const pages: Page[] = []
  mkdirSync(PICTURES, { recursive: true })
  afterEach(async ({ task }) => {
    const failed = task.result?.state === 'fail'
    for (const [i, page] of pages.splice(0).entries()) {
      if (failed) await picture(page, `failed-${task.name}-${i}`)
      await page.context().close()
    }
    const heard = complaints.splice(0).filter((it) => !expected?.test(it))
    expected = null
    expect(heard).toEqual([])
  })
  afterAll(() => browser.close())
  return {
    /** Lets a complaint of the page through that a test brings about. */
    expectComplaint: (it: RegExp) => void (expected = it),
    /** A window of its own, on a machine in Paris; below 500 px it is a telephone. */
    async open(url: string, { width = 1280, height = 800, dark = false, javaScript = true }: Look = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        javaScriptEnabled: javaScript,
        hasTouch: width < 500,
        timezoneId: 'Europe/Paris',
        locale: 'en-US',
      })
      const page = await context.newPage()
      pages.push(page)
      page.setDefaultTimeout(15_000)
      page.on('console', (it) => it.type() === 'error' && complaints.push(it.text()))
      page.on('pageerror', (it) => complaints.push(it.message))
      page.on('dialog', (it) => complaints.push(`a dialog: ${it.message()}`))
      await page.goto(url)
      return page
    },
  }
}

/** Everything that `npm start` runs, and a browser to look at it. */
export async function openStage(...options: Parameters<typeof openWorld>) {
  const world = await openWorld(...options)
  const { open, ...browser } = await openBrowser()
  return {
    ...world,
    ...browser,
    /** The page as this person sees it, somewhere: a channel's id or `home`. */
    async look(as: string, { at = 'CPHONES', ...look }: Look & { at?: string } = {}) {
      const page = await open(`${world.url}#${as}/${at}`, look)
      await page.locator('main').waitFor()
      return page
    },
  }
}

/** The line that one types in. */
export const composer = (page: Page) => page.locator('main .composer textarea')

/** Types a line, and waits for another message that has this in it. */
export async function says(page: Page, line: string, answer: RegExp | string) {
  const like = messages(page, answer)
  const before = await like.count()
  await composer(page).fill(line)
  await page.keyboard.press('Enter')
  await like.nth(before).waitFor()
}

const messages = (page: Page, text: RegExp | string) => page.locator('main .message', { hasText: text })
export const newest = (page: Page, text: RegExp | string) => messages(page, text).last()

/** What axe finds fault with, in a sentence each. */
export async function faults(page: Page): Promise<string[]> {
  // an animation that is on its way has colours that nobody reads
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const found = await page.evaluate((): Promise<AxeResults> => (window as never as Axe).axe.run())
  return found.violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.html} ${node.failureSummary ?? ''}`))
}
type Axe = { axe: { run(): Promise<AxeResults> } }

/** What stands out of the window: only code may be scrolled sideways. */
export const overflow = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *:not(pre *)')]
      .filter((it) => it.getBoundingClientRect().right > innerWidth + 1)
      .map((it) => it.outerHTML.slice(0, 160)),
  )

/** A picture of this moment, for whoever wants to look. */
export const picture = (page: Page, name: string) => page.screenshot({ path: path.join(PICTURES, `${name}.png`) })
