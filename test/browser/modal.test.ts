// A form while it is sent, and when nobody answers: a bot of a few lines, which can be slow or silent.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { openSandbox } from '../../src/sandbox/server.ts'
import { composer, faults, openBrowser, overflow, picture } from '../kit/browser.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const form = {
  type: 'modal',
  title: plain('New thing'),
  submit: plain('Save'),
  blocks: [
    { type: 'input', block_id: 'name', label: plain('Name'), element: { type: 'plain_text_input', action_id: 'it' } },
    { type: 'actions', block_id: 'more', elements: [{ type: 'button', text: plain('More'), action_id: 'more' }] },
  ],
}

const { open } = await openBrowser()
/** What becomes of the next interaction: its answer is held back until this is called. */
let answer: ((status: number) => void) | undefined
const asked: string[] = []
const bot = createServer(async (request, response) => {
  let raw = ''
  for await (const chunk of request) raw += String(chunk)
  const fields = new URLSearchParams(raw)
  if (fields.has('command')) {
    response.end()
    await fetch(`${slack.apiUrl}views.open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer xoxb-test' },
      body: JSON.stringify({ trigger_id: fields.get('trigger_id'), view: form }),
    })
    return
  }
  asked.push((JSON.parse(fields.get('payload') ?? '{}') as { type: string }).type)
  answer = (status) => response.writeHead(status).end()
}).listen(0, '127.0.0.1')
await once(bot, 'listening')
const botUrl = `http://127.0.0.1:${(bot.address() as AddressInfo).port}/`
const slack = await openSandbox({ botUrl: () => botUrl, signingSecret: 'secret', token: 'xoxb-test' })
afterAll(async () => {
  await slack.close()
  bot.close()
})
const answered = async (status: number) => {
  await expect.poll(() => answer).toBeDefined()
  answer!(status)
  answer = undefined
}

it.each([
  [1280, false],
  [360, true],
])('says that it is being sent, and what went wrong, %i px wide', async (width, dark) => {
  const page = await open(`${slack.url}#UALICE/CPHONES`, { width, dark })
  await composer(page).fill('/ringgroup')
  await composer(page).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New thing' })
  const save = dialog.getByRole('button', { name: 'Save' })
  const name = dialog.getByRole('textbox', { name: 'Name' })
  await name.fill('Support')
  asked.length = 0

  // a button in it turns while the bot thinks
  const more = dialog.getByRole('button', { name: 'More' })
  await more.click()
  await expect.poll(() => more.getAttribute('aria-busy')).toBe('true')
  await answered(200)
  await expect.poll(() => more.getAttribute('aria-busy')).toBeNull()

  // it is sent once, however often one presses
  await save.click()
  await expect.poll(() => save.getAttribute('aria-busy')).toBe('true')
  await save.click()
  await name.press('Enter')
  expect(await faults(page)).toEqual([])
  await picture(page, `modal-${width}-sending`)
  await answered(500)
  await dialog.getByRole('alert').getByText('We had some trouble connecting. Try again?').waitFor()
  expect(asked).toEqual(['block_actions', 'view_submission'])
  expect(await name.inputValue()).toBe('Support')
  expect(await faults(page)).toEqual([])
  expect(await overflow(page)).toEqual([])
  await picture(page, `modal-${width}-trouble`)

  await save.click()
  await answered(200)
  await dialog.waitFor({ state: 'detached' })
  if (width > 500) await expect.poll(() => composer(page).evaluate((it) => it === document.activeElement)).toBe(true)
})
