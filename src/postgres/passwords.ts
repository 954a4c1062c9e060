// The roles of the embedded server, and their passwords. Every local account may connect to 127.0.0.1, so what keeps the
// others out is a random password: it stands in a file of mode 0600 inside the data folder (0700), and nowhere else. The
// server is given a verifier of it (RFC 5803), so that it is in no statement, log or process listing either.
//
// Every server that is launched gets new passwords. What somebody got hold of who listened on the port while the server
// was down is worth nothing afterwards.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** superuser: this program alone; owner: of the database, it migrates; bot: what runs, it owns nothing. */
export const ROLES = { superuser: 'postgres', owner: 'ringgroup_owner', bot: 'ringgroup' } as const
export type Passwords = Record<keyof typeof ROLES, string>

/** `before`: the superuser's, until the server has taken the new one. `since`: when the server began that has them all. */
type Kept = Passwords & { before: string | null; since: string | null }

/** What folders of the first versions have. */
const FIRST = 'postgres'
const FILE = 'ringgroup.passwords.json'
const SECURING = 72707370 // any number that is nobody else's advisory lock in the database `postgres`

const fresh = (): Passwords => ({ superuser: random(), owner: random(), bot: random() })
const random = () => randomBytes(32).toString('base64url')

/** Of a folder that initdb is about to make. */
export const newSuperuserPassword = random
export const keepNewPassword = (dataDir: string, superuser: string) =>
  keep(dataDir, { ...fresh(), superuser, before: null, since: null })

function keep(dataDir: string, it: Kept) {
  const half = path.join(dataDir, `${FILE}.${randomBytes(6).toString('hex')}`)
  const file = fs.openSync(half, 'wx', 0o600) // never through a link of somebody else's
  try {
    fs.writeFileSync(file, `${JSON.stringify(it)}\n`)
    fs.fsyncSync(file) // a server that has new passwords which nobody knows is lost
  } finally {
    fs.closeSync(file)
  }
  fs.renameSync(half, path.join(dataDir, FILE))
}

function kept(dataDir: string): Kept | undefined {
  const file = path.join(dataDir, FILE)
  if (!fs.existsSync(file)) return undefined
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Kept
}

/**
 * A connection of the superuser, to be ended by the caller. Whoever answers has to prove that they know the password too
 * (SCRAM is mutual): the port of a server that has died may be anybody's.
 * @throws where nobody of the kind answers within a few seconds
 */
export async function superuser(dataDir: string, port: number, database = 'postgres') {
  for (let tries = 0; ; tries++) {
    const it = kept(dataDir)
    const candidates = it ? [it.superuser, ...(it.before ? [it.before] : [])] : [FIRST]
    for (const password of candidates) {
      const who = { database, user: ROLES.superuser, password, application_name: 'ringgroup start' }
      const client = new pg.Client({ ...who, host: '127.0.0.1', port, connectionTimeoutMillis: 3000 })
      client.on('error', () => {}) // also rejects the query
      let isProven = false
      const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
      connection.once('authenticationSASLFinal', () => (isProven = true))
      try {
        await client.connect()
        if (!isProven) throw new Error('whoever answers there did not prove that they are our PostgreSQL')
        return { client, password }
      } catch (error) {
        await client.end().catch(() => {})
        if ((error as { code?: string }).code !== '28P01') throw error
      }
    }
    if (tries >= 20)
      throw new Error(
        `The PostgreSQL in ${dataDir} does not take the password in its ${FILE}. Put that file back from a backup of the folder.`,
      )
    await sleep(100) // another start changes them at this moment
  }
}

/** Every role is there, with a password that is newer than the server. Two starts at once go one after the other. */
export async function securedRoles(dataDir: string, port: number): Promise<Passwords> {
  const { client, password } = await superuser(dataDir, port)
  try {
    await client.query('select pg_advisory_lock($1)', [SECURING])
    const { rows } = await client.query<{ since: string }>(
      'select extract(epoch from pg_postmaster_start_time())::text as since',
    )
    const { since } = rows[0]!
    const known = kept(dataDir)
    if (known?.since === since) return known
    const next = fresh()
    keep(dataDir, { ...next, before: password, since: null })
    await client.query(`set password_encryption = 'scram-sha-256'; begin`)
    for (const role of ['owner', 'bot'] as const) {
      const there = await client.query('select from pg_roles where rolname = $1', [ROLES[role]])
      if (there.rowCount === 0) await client.query(`create role ${ROLES[role]}`)
      await client.query(
        `alter role ${ROLES[role]} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls`,
      )
    }
    for (const role of Object.keys(ROLES) as (keyof typeof ROLES)[])
      await client.query(`alter role ${ROLES[role]} password '${verifierOf(next[role])}'`)
    await client.query('commit')
    keep(dataDir, { ...next, before: null, since })
    return next
  } finally {
    await client.end().catch(() => {}) // and with it the lock
  }
}

/** What PostgreSQL keeps of a password: RFC 5802 and 5803, https://www.postgresql.org/docs/current/catalog-pg-authid.html */
function verifierOf(password: string): string {
  const [salt, iterations] = [randomBytes(16), 4096]
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${hmac('Server Key').toString('base64')}`
}
