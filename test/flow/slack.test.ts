import { expect, it } from 'vitest'
import { CHANGES } from '../../src/store/db.ts'
import { openWorld } from '../kit/world.ts'

const world = await openWorld({ patience: 1500 })
const { as, db, sandbox, held, work, expectError } = world
const [alice, bruno] = [as('UALICE'), as('UBRUNO')]
const LIVE = /live on the phones/i

await alice.types('/ringgroup create Support 600 101 102')
await alice.hears(LIVE)

it('greets somebody once, by three sentences', async () => {
  await bruno.types('/ringgroup show support')
  await bruno.hears(/I look after the ring groups/)
  await bruno.types('/ringgroup show support')
  await bruno.hears(/Support/)
  await work()
  expect(bruno.heard().join()).not.toContain('I look after')
})

it('answers in the language of the person, or of a command word that exists in one language only', async () => {
  await as('UCHLOE').types('/ringgroup mode support consécutive')
  expect(await as('UCHLOE').hears(/En service/)).toContain(
    'Support : les postes sonnent désormais l’un après l’autre.'.replace(' :', '\u00a0:'),
  )
  await alice.types('/ringgroup afficher support')
  await alice.hears(/un poste après l’autre|L'un après l'autre|L’un après l’autre/i)
})

it('a form opens although another call of Slack is rate-limited', async () => {
  sandbox.limit('chat.postMessage', 20)
  sandbox.limit('response_url', 2)
  await alice.types('/ringgroup show support') // its answer has to wait
  await bruno.types('/ringgroup show support')
  const begun = Date.now()
  await alice.types('/ringgroup mode support')
  await alice.form()
  expect(Date.now() - begun).toBeLessThan(3000)
  await alice.closes()
  sandbox.limit('chat.postMessage', 0)
  sandbox.limit('response_url', 0)
})

it('an answer whose place is gone becomes a direct message', async () => {
  sandbox.trouble('response_url', { status: 404 })
  await alice.types('/ringgroup mode support all')
  await alice.hears(/Support now rings all phones at once/)
  sandbox.trouble('response_url', null)
  alice.goesTo('direct')
  expect(alice.texts().at(-1)).toContain('Support now rings all phones at once')
  alice.goesTo('#phones')
})

it('what arrives twice is one change with one answer', async () => {
  const before = await db.change.count()
  await alice.types('/ringgroup mode support consecutive')
  await sandbox.repeat()
  await work()
  expect((await db.change.count()) - before).toBe(1)
  expect(alice.heard().filter((it) => it.includes('now rings one phone after another'))).toHaveLength(1)
})

it('a double click undoes once', async () => {
  const before = await db.change.count()
  await Promise.all([alice.presses('Undo'), alice.presses('Undo')])
  await alice.hears(/now rings all phones at once/)
  await work()
  expect((await db.change.count()) - before).toBe(1)
  expect(await held('600')).toMatchObject({ mode: 'simultaneous' })
})

it('says so when it is too busy, and has changed nothing', async () => {
  const before = await db.change.count()
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`select pg_advisory_xact_lock(${CHANGES})::text`
    await alice.types('/ringgroup mode support hunt')
    await alice.hears(/Very busy right now. Nothing was changed/)
  })
  expect(await db.change.count()).toBe(before)
  expect(sandbox.state('UALICE').toasts).toEqual([]) // acknowledged in time all the same
  await alice.presses('Try Again')
  await alice.hears(/now rings one phone after another/)
  await work()
  expect(await held('600')).toMatchObject({ mode: 'consecutive' })
})

it('an account that was deactivated or made a guest has no rights from the next minute on, and at once when Slack says so', async () => {
  const owner = 'UALICE'
  await as('UCHLOE').types('/ringgroup mode support all')
  await sandbox.act({ as: owner, do: 'person', user: 'UCHLOE', set: { isAdmin: false } })
  await work()
  await as('UCHLOE').types('/ringgroup mode support consécutive')
  await as('UCHLOE').hears(/réservé aux admins/)
  expect(await held('600')).toMatchObject({ mode: 'simultaneous' })
  await sandbox.act({ as: owner, do: 'person', user: 'UCHLOE', set: { isAdmin: true } })
})

it('who cannot be looked up in Slack gets no rights and a sentence', async () => {
  expectError(/a request failed|users.info/)
  sandbox.trouble('users.info', { error: 'internal_error' })
  await sandbox.act({ as: 'UALICE', do: 'person', user: 'UOMAR', set: { locale: 'fr-FR' } })
  await as('UOMAR').types('/ringgroup mode support consecutive')
  await as('UOMAR').hears(/That did not work|nothing was changed/)
  sandbox.trouble('users.info', null)
  expect(await held('600')).toMatchObject({ mode: 'simultaneous' })
})

it('a form without the newer blocks where a workspace lacks them', async () => {
  sandbox.gate('alert')
  await alice.types('/ringgroup mode support')
  await alice.form()
  await alice.closes()
  sandbox.gate('alert', false)
})
