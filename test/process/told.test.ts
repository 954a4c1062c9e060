import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openLane } from '../kit/lane.ts'
import { person, visibleText } from '../kit/person.ts'

it('killed before it hands a change out, or while it tells of it, the bot tells everybody once', async (context) => {
  const { slack, db, start } = await openLane(context, { RINGGROUP_CHANNEL: 'CPHONES' })
  let bot = await start()
  const alice = person(slack, 'UALICE')
  alice.goesTo('direct')
  const heard = (user: string, about: string) =>
    slack
      .state(user)
      .channels.filter((it) => (user === 'UALICE' ? it.name === 'phones' : it.name !== 'phones'))
      .flatMap((channel) => channel.messages.map(({ blocks }) => visibleText(blocks)))
      .filter((text) => text.includes(about))
  const until = async (fine: () => boolean | Promise<boolean>, what: string) => {
    for (let i = 0; i < 400; i++) {
      if (await fine()) return
      await sleep(50)
    }
    throw new Error(`it never came to that: ${what}`)
  }
  const waits = (task: string) =>
    db.$queryRaw<{ id: string }[]>`select id::text from graphile_worker.jobs where task_identifier = ${task}`
  /** The minute is over. */
  const quietens = () => db.$queryRaw`
    select id::text from graphile_worker.reschedule_jobs(array(
      select id from graphile_worker.jobs where task_identifier in ('tellPhone', 'tellLead')), run_at => now())`

  await alice.types('/ringgroup create Support 600 101')
  await alice.hears(/live on the phones/i)
  for (const round of [1, 2, 3, 4, 5, 6]) {
    const name = `Group ${round}`
    if (round % 2) slack.trouble('chat.postMessage', { delay: 2000, status: 503 }) // what is posted never arrives
    await alice.types(`/ringgroup create "${name}" 60${round} 102`) // acknowledged: it is stored
    if (round % 2) {
      await until(async () => (await waits('tellPhone')).length > 0, 'it is handed out')
      await quietens()
      await sleep(60 * round)
    }
    await bot.kill()
    slack.trouble('chat.postMessage', null)
    bot = await start()
    await until(async () => (await waits('handOut')).length === 0, 'it is handed out')
    await quietens()
    await until(() => heard('UBRUNO', name).length > 0, `Bruno hears of ${name}`)
    await until(() => heard('UALICE', name).length > 0, `the channel hears of ${name}`)
    await until(async () => (await waits('tellPhone')).length + (await waits('post')).length === 0, 'all is told')
    expect(heard('UBRUNO', name), `round ${round}`).toHaveLength(1)
    expect(heard('UALICE', name), `round ${round}`).toHaveLength(1)
  }
}, 180_000)
