// All that a history leaves behind, read once: the rows, the texts that people got, what the phones held.
import { setTimeout as sleep } from 'node:timers/promises'
import { planOf, type RingPlan } from '../../src/ring/plan.ts'
import { RingGroup } from '../../src/ring/group.ts'
import { brokenLinks, type Broken } from '../../src/store/chain.ts'
import { string } from '../../src/sandbox/json.ts'
import type { Call } from '../../src/sandbox/server.ts'
import { IS_ALIVE } from './database.ts'
import type { Fault } from './history.ts'
import type { Play } from './play.ts'
import type { Held } from './timeline.ts'
import type { Ticket, World } from './world.ts'

export type ChangeRow = {
  id: string
  command: string
  by: string | null
  approvedBy: string | null
  becauseRequest: string | null
  person: unknown
  askedIn: string | null
  at: Date
  touched: { group: string; before: RingGroup | null; after: RingGroup | null }[]
  deliveries: { extension: string; liveAt: string | null; refused: unknown }[]
  /** `stage`: how far it has come by now, which is what `said` should be */
  place: { user: string; said: string | null; stage: string; where: { url?: string } } | null
}
export type RequestRow = {
  id: string
  by: string
  askedIn: string | null
  decision: { how: string; by?: string } | null
}
/** A message that somebody got: whose, and in answer to what. */
export type Text = { at: number; to: string; response: string | null; json: string }
/** What an extension was to hold from a change on. */
export type Version = { change: string; at: number; plan: RingPlan | null; key: string }

export type Evidence = {
  changes: ChangeRow[]
  requests: RequestRow[]
  groups: RingGroup[]
  tickets: Ticket[]
  texts: Text[]
  held: Held[]
  versions: Map<string, Version[]>
  drifts: { extension: string; found: { plan?: RingPlan | null; unreadable?: string } }[]
  left: {
    jobs: { task: string; error: string | null; locked: boolean }[]
    locks: number
    cards: number
    notices: number
  }
  /** links of the chain of history that do not hold */
  broken: Broken[]
  wrong: ReturnType<World['wrong']>
  play: Pick<Play, 'roles' | 'handMade'>
  holds(extension: string): string | null
  /** What went wrong in it by our doing. */
  faults: Fault[]
  /** The first change that belongs to the history; what is older was there at the beginning. */
  first: bigint
}

export async function evidenceOf(world: World, play: Play, first: bigint, faults: Fault[]): Promise<Evidence> {
  const { rows } = world.records
  const [changes, requests, groups, drifts, left, jobs] = await Promise.all([
    rows<{ it: Omit<ChangeRow, 'at'> & { at: string } }>(CHANGES),
    rows<RequestRow>(`select id::text, by, "askedIn", decision from "Request" order by id`),
    rows<{ it: unknown }>(GROUPS),
    rows<Evidence['drifts'][number]>(`select extension, found from "Drift" where decided is null`),
    leftIn(world),
    rows<Evidence['left']['jobs'][number]>(JOBS),
  ])
  const all = changes.map(({ it }) => ({ ...it, at: new Date(it.at), touched: it.touched.map(parsed) }))
  return {
    changes: all,
    requests,
    groups: groups.map(({ it }) => RingGroup.parse(it)),
    tickets: [...world.tickets],
    texts: world.slack.calls.flatMap((it) => textIn(it, world.tickets)),
    held: [...world.phones.events()],
    versions: versionsOf(all),
    drifts,
    left: { ...left, jobs },
    broken: await brokenIn(world),
    wrong: world.wrong(),
    play,
    holds: world.phones.holds,
    first,
    faults,
  }
}

async function brokenIn({ bots }: World): Promise<Broken[]> {
  const broken: Broken[] = []
  for await (const it of brokenLinks(bots[1]!.running.db)) broken.push(it)
  return broken
}

/** What somebody was answered may be noted a moment later; a lock that was forgotten is held for ever. */
async function leftIn({ records }: World): Promise<Omit<Evidence['left'], 'jobs'>> {
  for (const end = performance.now() + 3000; ; await sleep(20)) {
    const [left] = await records.rows<Omit<Evidence['left'], 'jobs'>>(LEFT)
    if (left!.locks === 0 || performance.now() > end) return left!
  }
}

const parsed = ({ group, before, after }: ChangeRow['touched'][number]) => {
  return { group, before: before && RingGroup.parse(before), after: after && RingGroup.parse(after) }
}

const STAGE = `select case when count(*) = 0 then 'kept' when bool_or(d.refused is not null) then 'refused'
    when bool_and(d."liveAt" is not null) then 'live'
    when bool_or(d."liveAt" is null and exists (select from "Drift" f where f.extension = d.extension and f.decided is null)) then 'drift'
    else 'saved' end from "Delivery" d where d."changeId" = c.id`
const CHANGES = `select json_build_object('id', c.id::text, 'command', c.command, 'by', c.by, 'approvedBy', c."approvedBy",
    'becauseRequest', c."becauseRequest"::text, 'person', c.person, 'askedIn', c."askedIn", 'at', c.at,
    'touched', array(select json_build_object('group', t."groupId", 'before', t.before, 'after', t.after)
      from "TouchedGroup" t where t."changeId" = c.id order by t."groupId"),
    'deliveries', array(select json_build_object('extension', d.extension, 'liveAt', d."liveAt", 'refused', d.refused)
      from "Delivery" d where d."changeId" = c.id order by d.extension),
    'place', (select json_build_object('user', p."user", 'said', p.said, 'where', p."where", 'stage', (${STAGE})) from "Place" p where p."changeId" = c.id)) as it
  from "Change" c order by c.id`
const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const GROUPS = `select json_strip_nulls(json_build_object('id', g.id, 'name', g.name, 'extension', g.extension, 'mode', g.mode,
    'ringSeconds', g."ringSeconds", 'fallback', json_build_object('to', g."fallbackTo", 'target', g."fallbackTarget"),
    'members', array(select json_build_object('extension', m.extension, 'from', ${iso('m."from"')}, 'until', ${iso('m.until')},
      'away', case when m."awayUntil" is not null then json_build_object('from', ${iso('m."awayFrom"')}, 'until', ${iso('m."awayUntil"')}) end)
      from "Membership" m where m."groupId" = g.id order by m.position),
    'tellsMissed', g."tellsMissed",
    'leads', array(select json_build_object('user', l."user", 'free', l.free) from "Lead" l where l."groupId" = g.id order by l.position),
    'directNumbers', array(select n.number from "DirectNumber" n where n."groupId" = g.id order by n.number))) as it
  from "RingGroup" g order by g.id`
const LEFT = `select
  (select count(*)::int from pg_locks l where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())) as locks,
  (select count(*)::int from "RequestCard" c join "Request" r on r.id = c."requestId" where not c.done and c.kind <> 'reminder' and r.decision is not null
    and not exists (select from "Change" g join "Delivery" d on d."changeId" = g.id where g."becauseRequest" = r.id and d."liveAt" is null)) as cards,
  (select count(*)::int from "DriftNotice" n where n.ended is not null and n.said is distinct from '') as notices`
const JOBS = `select t.identifier as task, j.last_error as error, j.locked_at is not null as locked
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where ${IS_ALIVE}`

/** Of what the bot called, what somebody reads. */
function textIn({ method, args, at, ok, response }: Call, tickets: Ticket[]): Text[] {
  if (!ok || !['response_url', 'chat.postMessage', 'chat.update'].includes(method)) return []
  const to = response ? (tickets.find((it) => it.response === response)?.user ?? '') : string(args['channel'])
  return [{ at: at.getTime(), to, response: response ?? null, json: JSON.stringify(args) }]
}

/** By the history alone: what every extension was to hold after each change. */
function versionsOf(changes: ChangeRow[]): Map<string, Version[]> {
  const groups = new Map<string, RingGroup>()
  const all = new Map<string, Version[]>()
  for (const { id: change, at, touched } of changes) {
    for (const { group, after } of touched) {
      if (after) groups.set(group, after)
      else groups.delete(group)
    }
    const there = [...groups.values()]
    const plans = new Map(there.map((it) => [it.extension as string, planned(it, there)]))
    for (const extension of new Set([...all.keys(), ...plans.keys()])) {
      const before = all.get(extension) ?? []
      const plan = plans.get(extension) ?? null
      const key = keyOf(plan)
      if ((before.at(-1)?.key ?? keyOf(null)) !== key)
        all.set(extension, [...before, { change, at: at.getTime(), plan, key }])
    }
  }
  return all
}
/** A history whose chain is broken may lead on to a group that is not there. */
function planned(group: RingGroup, groups: RingGroup[]): RingPlan | null {
  try {
    return planOf(group, groups)
  } catch {
    return null
  }
}

/** A plan without its numbers, which stand elsewhere on the phones and arrive one by one. */
export function keyOf(plan: RingPlan | null): string {
  if (!plan) return 'nothing'
  const { extension, name, mode, ringSeconds, members, fallback } = plan
  return JSON.stringify([extension, name, mode, ringSeconds, members, fallback.to, fallback.target])
}
/** Of what stands on the simulated phones; what is no plan is as it stands. */
export function keyIn(text: string | null): string {
  if (text === null) return 'nothing'
  try {
    return keyOf(JSON.parse(text) as RingPlan)
  } catch {
    return text
  }
}
