// The first minutes of a newcomer: create, change, look, undo, be somebody else; in both languages, at a desk and on a telephone.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { composer, newest, openStage, overflow, picture, says } from '../kit/browser.ts'

const en = {
  as: 'UALICE',
  begin: 'Type /ringgroup to begin',
  typed: ['/ringgroup create Support 600 Léa Bruno Omar', 'Support (600) was created.'],
  live: 'Live on the phones',
  mode: ['/ringgroup mode support consecutive', 'now rings one phone after another.'],
  who: ['/ringgroup who support', 'Léa first, then Bruno, then Omar; after 1 min 30 s voicemail 100.'],
  form: '/ringgroup create',
  name: 'Name',
  members: 'Members',
  consecutive: 'Consecutive',
  waits: 'A caller waits up to 60 s, then reaches voicemail 100',
  submit: 'Create Group',
  made: 'Sales (601) was created.',
  undo: 'Undo',
  undone: 'Sales (601) was deleted.',
  show: ['/ringgroup show support', 'If nobody answers'],
  may: 'Edit Group',
  sidebar: 'Open the sidebar',
  bruno: 'Bruno Keller Member',
} as const
type Story = { [K in keyof typeof en]: (typeof en)[K] extends string ? string : readonly [string, string] }
const fr: Story = {
  as: 'UCHLOE',
  begin: 'Tapez /ringgroup pour commencer',
  typed: ['/ringgroup créer Support 600 Léa Bruno Omar', 'Support (600) : le groupe est créé.'],
  live: 'En service sur les téléphones',
  mode: ['/ringgroup mode support consécutive', 'les postes sonnent désormais l’un après l’autre.'],
  who: ['/ringgroup qui support', 'd’abord Léa, puis Bruno, puis Omar ; après 1 min 30 s, boîte vocale 100.'],
  form: '/ringgroup créer',
  name: 'Nom',
  members: 'Membres',
  consecutive: 'Consécutive',
  waits: 'L’appelant attend au plus 60 s, puis arrive à la boîte vocale 100',
  submit: 'Créer le groupe',
  made: 'Sales (601) : le groupe est créé.',
  undo: 'Annuler la modification',
  undone: 'Sales (601) : le groupe est supprimé.',
  show: ['/ringgroup afficher support', 'Si personne ne répond'],
  may: 'Modifier le groupe',
  sidebar: 'Ouvrir la barre latérale',
  bruno: 'Bruno Keller Membre',
}

describe.each([
  ['English', 1280, en],
  ['English', 360, en],
  ['French', 1280, fr],
  ['French', 360, fr],
])('in %s, %i px wide', async (language, width, t) => {
  const { look, held } = await openStage()
  const looksGood = async (page: Page, name: string) => {
    await picture(page, `first-run-${language}-${width}-${name}`)
    expect(await overflow(page)).toEqual([])
  }
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  it('a newcomer has a group in the first minute', async () => {
    const page = await look(t.as, { width })
    await page.getByRole('heading', { name: t.begin }).waitFor()
    await looksGood(page, '1-empty')

    // a line that stands there as an example
    await button(page, t.typed[0]).click()
    expect(await composer(page).inputValue()).toBe(t.typed[0])
    await composer(page).press('Enter')
    await newest(page, t.typed[1]).getByText(t.live).waitFor()
    expect((await held('600'))?.members).toEqual(['106', '102', '108'])
    await says(page, ...t.mode)
    await newest(page, t.mode[1]).getByText(t.live).waitFor()
    await says(page, ...t.who)
    await looksGood(page, '2-typed')

    // and the form
    await composer(page).fill(t.form)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: t.name, exact: true }).fill('Sales')
    await dialog.getByRole('combobox', { name: t.members }).fill('pri')
    await page.getByRole('option', { name: 'Priya Nair (109)' }).click()
    await dialog.getByRole('combobox', { name: t.members }).fill('chl')
    await page.getByRole('option', { name: 'Chloé Dubois (103)' }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('radio', { name: t.consecutive }).check()
    await dialog.getByText(t.waits).waitFor()
    await looksGood(page, '3-form')
    await button(page, t.submit).click()
    await dialog.waitFor({ state: 'detached' })
    await newest(page, t.made).getByText(t.live).waitFor()
    expect((await held('601'))?.members).toEqual(['109', '103'])

    // it was only a try
    await newest(page, t.made).getByRole('button', { name: t.undo, exact: true }).click()
    await newest(page, t.undone).getByText(t.live).waitFor()
    expect(await held('601')).toBeNull()
    await says(page, ...t.show)
    expect(await newest(page, t.show[1]).getByRole('button', { name: t.may }).count()).toBe(1)
    await looksGood(page, '4-undone')

    // one click, and one is somebody else, who may not do all that; on a telephone the menu opens first
    if (width < 500) await button(page, t.sidebar).click()
    await page.getByRole('button', { name: t.bruno, exact: true }).click()
    await page.getByRole('heading', { name: 'Type /ringgroup to begin' }).waitFor()
    await says(page, ...en.show)
    expect(await newest(page, en.show[1]).getByRole('button', { name: en.may }).count()).toBe(0)
    await looksGood(page, '5-bruno')
  })
})
