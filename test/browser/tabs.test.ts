// Two tabs are two people; a lost connection is said, and mended by itself.
import { expect, it } from 'vitest'
import { openSandbox } from '../../src/sandbox/server.ts'
import { composer, newest, openBrowser, openStage, says } from '../kit/browser.ts'

const { look, sandbox } = await openStage()
const { open, expectComplaint } = await openBrowser()

it('two tabs are two people', async () => {
  const [alice, chloe] = [await look('UALICE'), await look('UCHLOE', { at: 'CGENERAL' })]
  await says(alice, 'Good morning', 'Good morning')
  await says(alice, '/ringgroup create Support 600 Léa Bruno', 'was created')
  const phones = chloe.getByRole('button', { name: 'phones, 1 non lus' })
  await phones.waitFor()
  expect(await chloe.title()).toBe('(1) Chloé Dubois · Northwind')
  await phones.click()
  await newest(chloe, 'Good morning').waitFor()
  await chloe.getByRole('listitem').filter({ hasText: 'Nouveau' }).waitFor()
  expect(await newest(chloe, 'was created').count()).toBe(0) // only Alice sees it
  await says(chloe, '/ringgroup afficher support', 'Si personne ne répond')

  // a form is open for one of them alone, and is still there after a reload
  await composer(chloe).fill('/ringgroup créer')
  await chloe.keyboard.press('Enter')
  await chloe.getByRole('dialog').waitFor()
  expect(await alice.getByRole('dialog').count()).toBe(0)
  await chloe.reload()
  await chloe.getByRole('dialog', { name: 'Nouveau groupe d’appels' }).waitFor()
})

it('somebody who is deactivated is told, and comes back', async () => {
  const page = await look('UALICE')
  await page.getByRole('button', { name: 'Manage Alice Martin' }).click()
  await page.getByRole('menuitem', { name: 'Deactivate account' }).click()
  await page.getByText('Slack would not let this person in').waitFor()
  expect(await composer(page).count()).toBe(0)
  await page.getByRole('button', { name: 'Reactivate account' }).click()
  await composer(page).waitFor()
  expect(sandbox.state('UALICE').me.deleted).toBe(false)
})

it('says that the connection is lost, keeps what was typed, and recovers', async () => {
  const start = (port: number) =>
    openSandbox({ botUrl: () => 'http://127.0.0.1:9/', signingSecret: 'secret', token: 'xoxb-test', port })
  let slack = await start(0)
  const port = Number(new URL(slack.url).port)
  const page = await open(`${slack.url}#UALICE/CPHONES`)
  await says(page, 'Before', 'Before')
  expectComplaint(/Failed to load resource|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/)
  await slack.close()
  await page.getByRole('alert').getByText('Connection lost. Trying again…').waitFor()
  await composer(page).fill('After')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('We had some trouble connecting. Try again?').waitFor()
  expect(await composer(page).inputValue()).toBe('After')
  slack = await start(port)
  try {
    await page.getByText('Connection lost. Trying again…').waitFor({ state: 'detached' })
    expect(await composer(page).inputValue()).toBe('After')
    await composer(page).press('Enter')
    await newest(page, 'After').waitFor()
    // nobody answers there
    await composer(page).fill('/ringgroup list')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('/ringgroup failed with the error "dispatch_failed"').waitFor()
    expect(await composer(page).inputValue()).toBe('/ringgroup list')
  } finally {
    await slack.close()
  }
})
