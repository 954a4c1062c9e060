// What a change costs if nothing is looked at: its rows, written by a bare client in one transaction.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { groupAt } from './company.ts'

/** On a database of its own, in which no worker takes the jobs away. */
export async function openFloor(url: string) {
  const client = new pg.Client(url)
  await client.connect()
  const run = (name: string, text: string, values: unknown[] = []) =>
    client.query<{ id: string }>({ name, text, values })
  const { rows } = await client.query<{
    id: string
    whole: Record<string, unknown>
    members: string[]
    number: string
  }>(
    `select g.id, to_jsonb(g) as whole, array(select extension from "Membership" m where m."groupId" = g.id order by position) as members,
       (select number from "DirectNumber" n where n."groupId" = g.id) as number
     from "RingGroup" g where extension = $1`,
    [groupAt(5)],
  )
  const { id, whole, members, number } = rows[0]!
  const place = JSON.stringify({ user: 'UBENCH', language: 'en', url: 'http://127.0.0.1/answer' })

  async function change() {
    await client.query('begin')
    await run('lock', 'select pg_advisory_xact_lock(1)')
    await run('delete', 'delete from "RingGroup" where id = $1', [id])
    await run(
      'group',
      `insert into "RingGroup" (id, name, "nameKey", extension, mode, "ringSeconds", "fallbackTo", "fallbackTarget")
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      ['id', 'name', 'nameKey', 'extension', 'mode', 'ringSeconds', 'fallbackTo', 'fallbackTarget'].map(
        (it) => whole[it],
      ),
    )
    await run(
      'members',
      `insert into "Membership" ("groupId", position, extension)
       select $1, place - 1, extension from unnest($2::text[]) with ordinality as it(extension, place)`,
      [id, members],
    )
    await run('number', 'insert into "DirectNumber" (number, "groupId") values ($1, $2)', [number, id])
    const { rows } = await run(
      'change',
      `insert into "Change" (command, by, "askedIn", at) values ('mode', 'UBENCH', $1, now()) returning id`,
      [randomUUID()],
    )
    const [{ id: change } = { id: '' }] = rows
    const touched = 'insert into "TouchedGroup" ("changeId", "groupId", before, after) values ($1, $2, $3, $4)'
    await run('touched', touched, [change, id, whole, whole])
    await run('delivery', 'insert into "Delivery" ("changeId", extension) values ($1, $2)', [change, groupAt(5)])
    await run('place', 'insert into "Place" ("changeId", "user", "where") values ($1, $2, $3)', [
      change,
      'UBENCH',
      place,
    ])
    await run('push', `select graphile_worker.add_job('push', queue_name => 'phones', job_key => 'push')`)
    await run(
      'tell',
      `select graphile_worker.add_job('tell', json_build_object('change', $1::text), job_key => 'tell:' || $1::text,
         run_at => now() + interval '1500 ms')`,
      [change],
    )
    await client.query('commit')
  }
  return { change, close: () => client.end() }
}
