// All of it without a mouse.
import { expect, it } from 'vitest'
import { composer, newest, openStage, says } from '../kit/browser.ts'

const { look, held } = await openStage()

it('a group is made, and its creation undone, by keys alone', async () => {
  const page = await look('UALICE')
  const { keyboard } = page
  const focused = () =>
    page.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute('aria-label'))
  /** On and on with Tab, until the focus is on something called like this. */
  const tabTo = async (name: string, key = 'Tab') => {
    for (let i = 0; i < 60; i++) {
      await keyboard.press(key)
      if ((await focused())?.trim() === name) return
    }
    throw new Error(`Tab never came to "${name}"`)
  }

  // the line completes itself: the command, its word, in whatever language
  await expect.poll(focused).toBe('Message #phones')
  await keyboard.type('/ri')
  await keyboard.press('Tab')
  expect(await composer(page).inputValue()).toBe('/ringgroup ')
  const offers = page.getByRole('listbox', { name: '/ringgroup' })
  await keyboard.type('cr')
  await offers.getByRole('option', { name: 'create', selected: true }).waitFor()
  await keyboard.press('Enter')
  expect(await composer(page).inputValue()).toBe('/ringgroup create ')
  await page.getByRole('status').getByText('create <name> <extension> <people…>').waitFor()
  await keyboard.press('Enter')

  // the form has the focus in its first field, and every field is reached in order
  const dialog = page.getByRole('dialog', { name: 'New Ring Group' })
  const name = dialog.getByRole('textbox', { name: 'Name' })
  await expect.poll(() => name.evaluate((it) => it === document.activeElement)).toBe(true)
  await keyboard.press('Enter') // nothing is filled in: it says so, and goes to the first fault
  await expect.poll(() => dialog.getByText('Please complete this required field.').count()).toBe(2)
  await keyboard.type('Support')
  await keyboard.press('Tab')
  await keyboard.press('Tab')
  await keyboard.type('léa')
  await page.getByRole('option', { name: 'Léa Fontaine (106)' }).waitFor()
  await keyboard.press('Enter')
  await keyboard.type('bru')
  await page.getByRole('option', { name: 'Bruno Keller (102)' }).waitFor()
  await page.getByRole('option', { name: 'Léa Fontaine (106)' }).waitFor({ state: 'detached' })
  await keyboard.press('Enter')
  await keyboard.press('Escape') // only the list
  expect(await dialog.getByRole('combobox', { name: 'Members' }).getAttribute('aria-expanded')).toBe('false')
  await keyboard.press('Tab')
  await keyboard.press('ArrowDown')
  await dialog.getByText('A caller waits up to 60 s').waitFor()
  expect(await dialog.getByRole('radio', { name: 'Consecutive' }).isChecked()).toBe(true)
  await tabTo('Create Group')
  await keyboard.press('Enter')
  await newest(page, 'Support (600) was created.').getByText('Live on the phones').waitFor()
  expect(await held('600')).toMatchObject({ members: ['106', '102'], mode: 'consecutive' })

  // the focus is where it was, and goes back into the messages
  await expect.poll(focused).toBe('Message #phones')
  await tabTo('Undo', 'Shift+Tab')
  await keyboard.press('Enter')
  await newest(page, 'Support (600) was deleted.').getByText('Live on the phones').waitFor()
  expect(await held('600')).toBeNull()
})

it('Escape leaves a form, Enter sends a whole word and what is unknown, arrows choose', async () => {
  const page = await look('UALICE')
  const { keyboard } = page
  await composer(page).fill('/ringgroup create')
  await keyboard.press('Enter') // a word that is whole is sent, not completed
  await page.getByRole('dialog').waitFor()
  await keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await expect.poll(() => composer(page).evaluate((it) => it === document.activeElement)).toBe(true)

  await composer(page).fill('/ringgroup qu')
  await page.getByRole('option', { name: /^qui / }).waitFor() // English has no such word
  await composer(page).fill('/ringgroup ')
  await keyboard.press('ArrowUp')
  await page.getByRole('option', { name: 'import', selected: true }).waitFor()
  await keyboard.press('ArrowDown')
  await page.getByRole('option', { name: 'help', selected: true }).waitFor()
  await keyboard.press('Escape')
  await keyboard.press('Enter')
  await newest(page, 'make a ring group').waitFor()
  await expect.poll(() => composer(page).inputValue()).toBe('')
  await keyboard.press('ArrowUp') // what was sent before
  expect(await composer(page).inputValue()).toBe('/ringgroup')
  await composer(page).fill('/ringgroup crate')
  await keyboard.press('Enter')
  await newest(page, 'create').waitFor()

  // menus and panels give the focus back
  const manage = page.getByRole('button', { name: 'Manage Bruno Keller' })
  await manage.focus()
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Make admin')
  await keyboard.press('Escape')
  await expect.poll(() => manage.evaluate((it) => it === document.activeElement)).toBe(true)
  const wire = page.getByRole('button', { name: 'What goes over the wire' })
  await wire.focus()
  await keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'What goes over the wire' }).waitFor()
  await page.getByRole('button', { name: 'Close' }).focus()
  await keyboard.press('Escape')
  await expect.poll(() => wire.evaluate((it) => it === document.activeElement)).toBe(true)
})

it('Enter sends a whole handle, and what the bot said last stays in sight while a line is typed', async () => {
  const page = await look('UALICE')
  const { keyboard } = page
  await says(page, '/ringgroup create Support 600 Léa Bruno', 'Live on the phones')
  await says(page, '/ringgroup show support', 'If nobody answers')
  await composer(page).fill('/ringgroup lead support @le')
  await page.getByRole('option', { name: 'Léa Fontaine' }).waitFor()
  await page.getByRole('status').getByText('who may ask for changes').waitFor()
  const log = page.getByRole('log', { name: '#phones' })
  await expect.poll(() => log.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight)).toBeLessThan(2)
  await keyboard.type('a')
  await keyboard.press('Enter')
  await newest(page, 'is team lead of Support now').waitFor()
})
