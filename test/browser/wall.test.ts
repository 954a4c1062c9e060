// The wall of phones, as somebody sees and hears it. The phones' clock goes on when the story says so.
import { expect, it } from 'vitest'
import { faults, openStage, overflow, picture, says } from '../kit/browser.ts'
import { handClock } from '../kit/hand-clock.ts'

const { clock, passes } = handClock()
const { look, world } = await openStage({ clock }).then(({ look, ...world }) => ({ look, world }))

it('a group is called, answered and hung up by keyboard alone', async () => {
  const page = await look('UALICE')
  const wall = page.locator('.wall')
  await wall.getByText('No group is on the phones yet.').waitFor()
  await says(page, '/ringgroup create Support 600 Bruno Omar mode=consecutive time=20', /Live on the phones/)
  await says(page, '/ringgroup create Sales 601 Priya Dmitri time=15 fallback=600', /Live on the phones/)
  await wall.getByRole('button', { name: 'Call 600 Support (600)' }).press('Enter')
  const tile = (name: string) => wall.getByRole('listitem').filter({ hasText: name }).and(page.locator('.tile'))
  await tile('Bruno Keller').getByText('Rings').waitFor()
  expect(await wall.locator('.tile.ringing').count()).toBe(1)
  passes(20)
  await tile('Omar Haddad').getByText('Rings').waitFor()
  await wall.getByRole('button', { name: /^Answer the call of .+ at Omar Haddad$/ }).press('Enter')
  await tile('Omar Haddad').getByText('In a call').waitFor()
  // the button is gone, and the focus is where it was
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Omar Haddad')
  await wall.getByRole('button', { name: 'Hang up' }).press('Enter')
  await wall
    .getByText(/· The call is over$/)
    .first()
    .waitFor()
  const heard = await wall.getByRole('log').locator('p').allTextContents()
  const from = heard[0]!.split(' · ')[0]!
  expect(heard.map((it) => it.replace(`${from} · `, ''))).toEqual([
    'The call comes to Support (600)',
    'Bruno Keller rings',
    'Omar Haddad rings',
    'Omar Haddad answers',
    'The call is over',
  ])
  expect(await page.evaluate(() => document.activeElement?.className)).toContain('wall')

  const other = wall.getByRole('combobox', { name: 'Any other number' })
  await other.fill('999')
  await other.press('Enter')
  await wall.getByRole('alert').getByText('This number leads nowhere.').waitFor()
  expect(await other.inputValue()).toBe('999')
  await other.fill('601')
  await other.press('Enter')
  await tile('Priya Nair').getByText('Rings').waitFor()
  expect([await wall.getByRole('alert').count(), await other.inputValue()]).toEqual([0, ''])
  await wall.getByRole('button', { name: /^Reject .+ at Priya Nair$/ }).press('Enter')
  await wall.getByRole('button', { name: /^Reject .+ at Dmitri Ivanov$/ }).press('Enter')
  await tile('Bruno Keller').getByText('Rings').waitFor()
  await picture(page, 'wall-chain')
  await wall.getByRole('button', { name: 'Hang up' }).press('Enter')
})

it('in French on a telephone: a phone is switched off and skipped, the voicemail tells its message', async () => {
  const page = await look('UCHLOE', { width: 360, height: 740, dark: true })
  await page.getByRole('button', { name: 'Téléphones' }).click()
  const wall = page.locator('.wall')
  await wall.getByRole('combobox', { name: 'Lors d’un appel à Bruno Keller' }).selectOption('Éteint')
  await wall.locator('.tile.off', { hasText: 'Bruno Keller' }).waitFor()
  await wall.getByRole('button', { name: 'Vitesse 10 ×' }).click()
  await wall.getByRole('button', { name: 'Appeler 600' }).click()
  await wall.locator('.tile.ringing', { hasText: 'Omar Haddad' }).waitFor()
  expect(await faults(page)).toEqual([])
  passes(2)
  await wall.getByText('Bienvenue sur la messagerie de Virtual Receptionist.').waitFor()
  await wall.getByText('Déroulement').click()
  await wall.locator('.steps').getByText('Le poste de Bruno Keller est ignoré : éteint').waitFor()
  await picture(page, 'wall-voicemail-french')
  expect([await faults(page), await overflow(page)]).toEqual([[], []])
  passes(2)
  await wall
    .getByText(/L’appel s’est terminé sur la messagerie$/)
    .first()
    .waitFor()
  await wall.getByRole('button', { name: 'Vitesse 1 ×' }).click()
  await wall.getByRole('combobox', { name: 'Lors d’un appel à Bruno Keller' }).selectOption('Sans réponse')
  await wall.locator('.tile.idle', { hasText: 'Bruno Keller' }).waitFor()
})

it('a phone that rings shakes, unless somebody wants things to keep still', async () => {
  const page = await look('UALICE')
  await page.getByRole('button', { name: 'Call 600 Support (600)' }).click()
  const icon = page.locator('.tile.ringing .icon')
  const moves = () => icon.evaluate((it) => getComputedStyle(it).animationName)
  expect(await moves()).toBe('shake')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  expect(await moves()).toBe('none')
  await page.getByRole('button', { name: 'Hang up' }).click()
})

it('what another tab does is seen here', async () => {
  const [one, two] = [await look('UALICE'), await look('UBRUNO')]
  await one.getByRole('button', { name: 'Call 600 Support (600)' }).click()
  await two.getByRole('button', { name: /^Answer/ }).click()
  await one.locator('.tile.talking', { hasText: 'Bruno Keller' }).waitFor()
  await two.getByRole('button', { name: 'Hang up' }).click()
  await one.locator('.tile.idle', { hasText: 'Bruno Keller' }).waitFor()
  expect(await one.locator('.call').count()).toBe(0)
})

it('the phone system is switched off and on, edited by hand and made to forget in the same place', async () => {
  const page = await look('UALICE')
  const system = page.locator('details.phones')
  await system.locator('summary').click()
  await system.getByRole('button', { name: 'Switch off' }).click()
  await system.getByRole('button', { name: 'Switch on' }).click()
  await system.getByRole('textbox', { name: 'Extension 600' }).fill('<img src=x onerror=alert(1)>')
  await system.getByRole('button', { name: 'Save' }).first().click()
  await page.locator('.call-it', { hasText: '600' }).waitFor({ state: 'detached' })
  expect(await world.held('600')).toBeUndefined()
  expect(await faults(page)).toEqual([])
  await system.getByRole('button', { name: 'Forget everything' }).click()
  await page.locator('.call-it', { hasText: '600' }).waitFor() // the bot puts back what was forgotten
})
