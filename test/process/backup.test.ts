// A backup of the folder, and a bot that is started on it days later: what the page says, done.
import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { simulated } from '../../src/phones/simulated/index.ts'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { Extension } from '../../src/ring/group.ts'
import { openSandbox } from '../../src/sandbox/server.ts'
import { freePort, SECRETS, startBot } from '../kit/bot.ts'
import { person } from '../kit/person.ts'

it('groups, history, requests and jobs are back, and what the phones hold meanwhile is not overwritten', async (context) => {
  const home = mkdtempSync(path.join(tmpdir(), 'ringgroup-backup-'))
  chmodSync(home, 0o755) // PostgreSQL may have to run as somebody else
  const dataDir = path.join(home, '.data')
  const port = await freePort()
  const slack = await openSandbox({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    token: SECRETS.botToken,
    signingSecret: SECRETS.signingSecret,
  })
  const phones = simulated({ folder: dataDir, company: northwind })
  let bot: Awaited<ReturnType<typeof startBot>> | undefined
  context.onTestFinished(async () => {
    await bot?.stop()
    await slack.close()
    await phones.close()
    rmSync(home, { recursive: true, force: true })
  })
  const start = async () =>
    (bot = await startBot({ slack, databaseUrl: 'embedded', dataDir, port, env: { RINGGROUP_ADMINS: 'UALICE' } }))
  const [alice, lea] = [person(slack, 'UALICE'), person(slack, 'ULEA')]
  const seconds = async (at: string) => {
    const [found] = await phones.read([Extension.parse(at)])
    return found && 'plan' in found ? found.plan?.ringSeconds : undefined
  }
  const until = async (fine: () => Promise<boolean>) => {
    for (let i = 0; !(await fine()); i++) {
      if (i > 400) throw new Error(`it never came to that:\n${bot?.output()}\n${alice.heard().join('\n')}`)
      await sleep(50)
    }
  }
  /** The programs beside the bot reach the same folder, whether it runs or not. */
  const verify = async () => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: 'embedded', DATA_DIR: dataDir }
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/app/verify.ts'], { env })
    return stdout
  }
  const live = /live on the phones/i

  await start()
  for (const line of ['create Support 600 101 102', 'create Sales 601 103', 'lead support @lea']) {
    await alice.types(`/ringgroup ${line}`)
    await alice.hears(line.startsWith('create') ? live : /ULEA|lea/i)
  }
  await lea.types('/ringgroup time support 45')
  await alice.hears(/Ring time|45/i)
  phones.off()
  await alice.types('/ringgroup time sales 25') // saved, and a job waits
  await alice.hears(/not on the phones yet/i)
  expect(await bot!.stop()).toBe(0)
  const before = await verify()
  expect(before).toMatch(/^History is what was written: 4 changes/)
  execFileSync('cp', ['-a', '.data/postgres', 'backup'], { cwd: home })

  // days go by
  phones.on()
  await start()
  await until(async () => (await seconds('601')) === 25)
  await alice.types('/ringgroup time support 50')
  await until(async () => (await seconds('600')) === 50)
  expect(await bot!.stop()).toBe(0)

  // the folder is lost
  rmSync(path.join(dataDir, 'postgres'), { recursive: true })
  execFileSync('cp', ['-a', 'backup', '.data/postgres'], { cwd: home })
  expect(await verify()).toBe(before)
  await start()
  await until(async () => alice.heard().some((it) => /was changed on the phone system, not here/.test(it))) // 600 rings for 50 s: not by what we know
  expect(await seconds('600')).toBe(50)
  await alice.types('/ringgroup show sales')
  await alice.hears(/25 s/) // the job that waited has gone out
  await alice.types('/ringgroup requests')
  await alice.hears(/45/) // and the request waits as it did
  await alice.types('/ringgroup history')
  await alice.hears(/#4/)
  await alice.types('/ringgroup adopt support')
  await alice.hears(/accepted|Adopt|Accept/i)
  expect(await seconds('600')).toBe(50)
  expect(await bot!.stop()).toBe(0)
  expect(await verify()).toMatch(/^History is what was written: \d+ changes/)
})
