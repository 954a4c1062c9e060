// No screen has anything that axe finds fault with, by day and by night, at a desk and on a telephone.
import { describe, expect, it } from 'vitest'
import { composer, faults, openStage, overflow, picture, says } from '../kit/browser.ts'

describe.each([
  ['UALICE', 1280, false],
  ['UALICE', 1280, true],
  ['UALICE', 360, true],
  ['UCHLOE', 360, false],
] as const)('to %s, %i px wide, at night: %s', async (who, width, dark) => {
  const { look } = await openStage()
  it('every screen', async () => {
    const french = who === 'UCHLOE'
    const page = await look(who, { width, dark, at: 'CGENERAL' })
    const isFine = async (screen: string) => {
      await picture(page, `accessible-${who}-${width}-${dark ? 'dark' : 'light'}-${screen}`)
      expect(await faults(page), screen).toEqual([])
      expect(await overflow(page), screen).toEqual([])
    }
    const shows = async (name: string) => {
      if (width < 500)
        await page.getByRole('button', { name: french ? 'Ouvrir la barre latérale' : 'Open the sidebar' }).click()
      await page.locator('#sidebar').getByRole('button', { name }).click()
    }
    await isFine('empty')

    await says(page, 'Hello *everybody*, `600` and https://northwind.example', 'everybody')
    await page
      .getByRole('button', { name: french ? 'Répondre dans le fil' : 'Reply in thread' })
      .last()
      .click()
    const thread = page.locator('.panel .composer textarea')
    await thread.fill('/ringgroup help')
    await thread.press('Enter')
    await page.getByRole('alert').getByText('/ringgroup is not supported in threads. Sorry!').waitFor()
    await isFine('thread')
    await page
      .locator('.panel')
      .getByRole('button', { name: french ? 'Fermer' : 'Close' })
      .first()
      .click()

    await says(
      page,
      '/ringgroup create Support 600 Léa Bruno Omar',
      /(Live on the phones|En service sur les téléphones)/,
    )
    await says(page, '/ringgroup who support', 'voicemail')
    await says(page, '/ringgroup show support', '600')
    await isFine('messages')
    await composer(page).fill('/ringgroup ')
    await page.getByRole('listbox').waitFor()
    await isFine('offers')
    await composer(page).fill('/ringgroup create')
    await isFine('usage')
    await composer(page).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await isFine('form')
    await dialog.locator('footer .primary').click()
    await dialog.locator('.has-error').first().waitFor()
    await dialog.getByRole('combobox').first().click()
    await page.getByRole('option').first().waitFor()
    await isFine('form-errors')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    await composer(page).fill('/ringgroup members support')
    await composer(page).press('Enter')
    await dialog.locator('.accessory').nth(2).waitFor()
    await isFine('members')
    for (const row of await dialog.locator('.section:has(.accessory)').all())
      expect((await row.boundingBox())!.height).toBeLessThan(120) // a name, and its place under or beside it
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })

    await shows(french ? 'Ringgroup : Accueil' : 'Ringgroup: Home')
    await page.getByRole('heading', { name: french ? 'Vos groupes d’appels' : 'Your phone groups' }).waitFor()
    await isFine('home')
    await shows(french ? 'Messages directs avec Ringgroup' : 'Direct messages with Ringgroup')
    await isFine('direct')
    await shows(french ? 'Ce qui passe sur le fil' : 'What goes over the wire')
    await page.locator('.exchange summary').first().click()
    await page.locator('.json').first().waitFor()
    await isFine('wire')
    await page
      .locator('.panel')
      .getByRole('button', { name: french ? 'Fermer' : 'Close' })
      .first()
      .click()
    await shows(french ? 'Système téléphonique' : 'Phone system')
    await page.locator('aside').waitFor()
    await isFine('phones')
    await page.locator('.call-it').first().click()
    await page.locator('.tile.ringing').nth(2).waitFor()
    await isFine('ringing')
    if (width > 500) return
    await page
      .locator('aside')
      .getByRole('button', { name: french ? 'Fermer' : 'Close' })
      .first()
      .click()
    await page.getByRole('button', { name: french ? 'Ouvrir la barre latérale' : 'Open the sidebar' }).click()
    await isFine('sidebar')
  })
})
