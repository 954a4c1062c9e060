import { expect, it } from 'vitest'
import { openWorld } from '../kit/world.ts'

const { as, held } = await openWorld()
const alice = as('UALICE')

it('a typed line reaches the phones, and is answered when they hold it', async () => {
  await alice.types('/ringgroup create “Support desk” 600 alice 102 time=20')
  expect(await alice.hears(/live on the phones/i)).toContain('Support desk (600) was created.')
  expect(await held('600')).toMatchObject({ name: 'Support desk', members: ['101', '102'], ringSeconds: 20 })
})

it('a button puts it back', async () => {
  await alice.types('/ringgroup mode support hunt')
  await alice.hears(/now rings one phone after another/)
  expect(await held('600')).toMatchObject({ mode: 'consecutive' })
  await alice.presses('Undo')
  await alice.hears(/now rings all phones at once/)
  expect(await held('600')).toMatchObject({ mode: 'simultaneous' })
})
