// npm run erase -- <Slack user id> [--email <address>] [--yes]
// Takes a person out of everything that is kept. History goes on to say what was done, by "somebody who was erased", and its
// chain holds. Without --yes it only says what it would do.
import { parseArgs } from 'node:util'
import { UserId } from '../ring/actor.ts'
import { erasePerson } from '../store/erase.ts'
import { runTool } from './tool.ts'

const options = { email: { type: 'string' }, yes: { type: 'boolean', default: false } } as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const user = UserId.safeParse(positionals[0])
if (!user.success || positionals.length !== 1) {
  console.error(
    'npm run erase -- U0123ABCD --email lea@example.com --yes: the id of the account, and the e-mail it had',
  )
  process.exit(2)
}

/** Nothing was to be done but to say what would be. */
class Tried extends Error {}

await runTool(async ({ db }) => {
  let code = 0
  const work = db.$transaction(
    async (tx) => {
      const erased = await erasePerson(tx, user.data, values.email ?? null, new Date())
      if (!erased) {
        console.log(`${user.data} leads groups: an admin ends that first with /ringgroup lead <group> remove @…`)
        code = 1
        return
      }
      const { alias, rows, left } = erased
      const counts = Object.entries(rows).map(([table, count]) => `${table} ${count}`)
      console.log(
        `${values.yes ? 'Replaced or taken out' : 'It would replace or take out'}: ${counts.join(', ') || 'nothing'}.`,
      )
      console.log(`History names ${user.data} as ${alias} ${values.yes ? 'from now on' : 'then'}.`)
      for (const { table, rows: count, what } of left)
        console.log(`Still there: "${what}", rows of ${table}: ${count}.`)
      if (left.some((it) => it.table === 'DirectoryEntry'))
        console.log(
          'The directory is read from the phone system every five minutes: take them out there, then run this again.',
        )
      code = left.length > 0 ? 1 : 0
      if (!values.yes) throw new Tried()
    },
    { timeout: 600_000, maxWait: 10_000 },
  )
  await work.catch((error: unknown) => {
    if (!(error instanceof Tried)) throw error
    console.log('Nothing was changed. With --yes it is done, and cannot be undone.')
  })
  return code
})
