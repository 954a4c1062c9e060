import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Extension } from '../../src/ring/group.ts'
import { openSandbox } from '../../src/sandbox/server.ts'
import { keepCall } from '../../src/store/calls.ts'
import { openDb } from '../../src/store/db.ts'
import { freePort, SECRETS, startBot } from '../kit/bot.ts'
import { freshDatabase } from '../kit/database.ts'
import { person, visibleText } from '../kit/person.ts'

const x = (it: string) => Extension.parse(it)

it('killed while it tells of a missed call, the bot tells it once', async () => {
  const { url: databaseUrl, drop } = await freshDatabase()
  const dataDir = mkdtempSync(path.join(tmpdir(), 'ringgroup-missed-'))
  const port = await freePort()
  const slack = await openSandbox({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    token: SECRETS.botToken,
    signingSecret: SECRETS.signingSecret,
  })
  const db = openDb(databaseUrl)
  const alice = person(slack, 'UALICE')
  const told = (of: string) =>
    slack
      .state('UALICE')
      .channels.flatMap((channel) => channel.messages.map(({ blocks }) => visibleText(blocks)))
      .filter((text) => text.includes('Missed call') && text.includes(of))
  const start = () => startBot({ slack, databaseUrl, dataDir, port })

  let bot = await start()
  await alice.types('/ringgroup create Support 600 101 102')
  await alice.hears(/live on the phones/i)
  await alice.types('/ringgroup missed support on')
  await alice.hears(/are told to the admins/)
  for (const round of [1, 2, 3, 4]) {
    slack.trouble('chat.postMessage', { delay: 2000, status: 503 }) // it is on its way and never arrives
    await keepCall(db, {
      call: `c${round}`,
      group: x('600'),
      number: null,
      caller: { number: '', name: `Caller ${round}` },
      at: new Date(),
      rung: { rang: [x('101')], seconds: 3 },
      goesOn: false,
      ended: { result: 'abandoned', by: null },
    })
    await sleep(60 * round)
    await bot.kill()
    slack.trouble('chat.postMessage', null)
    bot = await start()
    for (let i = 0; i < 400 && told(`Caller ${round}`).length === 0; i++) await sleep(50)
    await sleep(200)
    expect(told(`Caller ${round}`), `round ${round}`).toHaveLength(1)
  }
  expect(await db.callTold.count()).toBe(4)
  await bot.stop()
  await db.$disconnect()
  await slack.close()
  await drop()
  rmSync(dataDir, { recursive: true, force: true })
}, 120_000)
