import { EventEmitter, once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { fenced, openTerms, type Late } from '../src/app/fence.ts'
import { LeaseLost, startHeart, type Term } from '../src/app/heart.ts'
import type { PhoneSystem } from '../src/phones/phone-system.ts'
import { Extension, PhoneNumber } from '../src/ring/group.ts'
import { RingPlan } from '../src/ring/plan.ts'
import { openLines } from '../src/store/lines.ts'
import { askAs, freshDatabase } from './kit/database.ts'
import { openWorld } from './kit/world.ts'

const [E600, log] = [Extension.parse('600'), { warn: () => {} }]
const planNamed = (name: string, more: object = {}) =>
  RingPlan.parse({
    extension: '600',
    name,
    mode: 'simultaneous',
    ringSeconds: 20,
    members: ['101'],
    fallback: { to: 'voicemail', target: '100' },
    directNumbers: [],
    ...more,
  })

describe('a process and its lease', () => {
  let url: string, superUrl: string, drop: () => Promise<void>, client: pg.Client
  beforeAll(async () => {
    ;({ url, superUrl, drop } = await freshDatabase())
    client = new pg.Client(url)
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await drop()
  })
  const opened = async (pool: string) => {
    const heart = startHeart({ lines: openLines(url, `test ${pool}`), log })
    const term = await heart.begin({ pool, locks: () => new Set(), questions: () => new Set() })
    return { heart, term }
  }
  /** As another process does that has not heard of it for 5 s. */
  const taken = (pool: string) => client.query('update "Lease" set lost = true where pool = $1', [pool])

  it('hears that it has lost it, and never has it again', async () => {
    const { heart, term } = await opened('one')
    await term.confirm()
    const lost = new Promise<void>((resolve) => term.whenLost(resolve))
    await taken('one')
    await expect(term.confirm()).rejects.toThrow(LeaseLost)
    await lost
    await expect(term.confirm()).rejects.toThrow(LeaseLost)
    const next = await heart.begin(null)
    await next.confirm()
    expect(term.isLost).toBe(true)
    await heart.stop()
    const { rows } = await client.query('select from "Lease" where process = $1 and not lost', ['test one'])
    expect(rows).toEqual([])
  })

  it('is taken for dead when it does not renew it: its connections end, its jobs are free', async () => {
    const asleep = new pg.Client({ connectionString: url, application_name: 'test asleep' })
    const hasEnded = new Promise((resolve) => asleep.on('error', () => {}).once('end', resolve))
    await asleep.connect()
    await asleep.query('begin; select pg_advisory_xact_lock(42)')
    await client.query(
      `insert into "Lease" (id, process, pool, "seenAt") values ('x', 'test asleep', 'asleep', now() - interval '7 s')`,
    )
    await client.query("select graphile_worker.add_job('push', queue_name => 'phones', job_key => 'push')")
    await client.query(`update graphile_worker._private_jobs set locked_by = 'asleep', locked_at = now()`)
    await client.query(`update graphile_worker._private_job_queues set locked_by = 'asleep', locked_at = now()`)
    const { heart } = await opened('awake')
    await hasEnded
    await vi.waitFor(async () => {
      const { rows } = await client.query('select locked_by from graphile_worker.jobs')
      expect(rows).toEqual([{ locked_by: null }])
    }, 3000)
    await client.query('select pg_advisory_lock(42)')
    await heart.stop()
  })

  it('frees a job that was locked for it without its knowing', async () => {
    const heart = startHeart({ lines: openLines(url, 'test deaf'), log })
    const [knows, open] = [new Set(['job 1']), new Set<object>()]
    const question = {}
    open.add(question)
    await client.query('delete from graphile_worker._private_jobs')
    await client.query("select graphile_worker.add_job('tell'), graphile_worker.add_job('tell')")
    const { rows } = await client.query<{ id: string }>(
      "update graphile_worker._private_jobs set locked_by = 'deaf', locked_at = now(), attempts = 1 returning id::text",
    )
    knows.add(`job ${rows[0]!.id}`)
    await heart.begin({ pool: 'deaf', locks: () => knows, questions: () => open })
    const free = async () =>
      (await client.query<{ id: string; attempts: number }>('select id::text, attempts from graphile_worker.jobs where locked_at is null')).rows // prettier-ignore
    await sleep(2000)
    expect(await free()).toEqual([]) // the answer may still come
    open.delete(question)
    await vi.waitFor(async () => expect(await free()).toEqual([{ id: rows[1]!.id, attempts: 0 }]), 3000)
    await heart.stop()
  })

  it('deletes jobs that failed for the last time a week ago, and those that another one has replaced', async () => {
    await client.query('delete from graphile_worker._private_jobs')
    await client.query(`
      select graphile_worker.add_job('tell', job_key => key, max_attempts => 1) from unnest(array['old', 'new', 'waits']) key`)
    await askAs(superUrl, `alter table graphile_worker._private_jobs disable trigger user`)
    await client.query(`
      update graphile_worker._private_jobs set attempts = 1, last_error = 'no',
        updated_at = now() - case key when 'old' then interval '8 days' else '6 days' end where key in ('old', 'new')`)
    await askAs(superUrl, `alter table graphile_worker._private_jobs enable trigger user`)
    await client.query(`select graphile_worker.add_job('push', max_attempts => 25)`)
    await client.query(`update graphile_worker._private_jobs set attempts = 25 where key is null`) // replaced while it ran
    const { heart } = await opened('tidy')
    const left = async () =>
      (await client.query<{ key: string }>('select key from graphile_worker.jobs order by key')).rows
    await vi.waitFor(async () => expect(await left()).toEqual([{ key: 'new' }, { key: 'waits' }]), 8000)
    await heart.stop()
  })
})

describe('whoever writes to the phones', () => {
  /** A lease that may be lost, and phones whose write takes as long as we like. */
  function scene() {
    const [terms, events] = [openTerms(), new EventEmitter()]
    const state = { lost: false, confirmed: 0 }
    const written: string[] = []
    const late: Late[] = []
    const term: Term = {
      get isLost() {
        return state.lost
      },
      whenLost: () => {},
      async confirm() {
        state.confirmed++
        if (state.lost) throw new LeaseLost('lost')
        return performance.now()
      },
    }
    const phones = {
      async apply(plans: RingPlan[]) {
        await once(events, 'write')
        written.push(...plans.map((it) => it.name))
        return []
      },
      read: async () => [],
    } as unknown as PhoneSystem
    const guarded = fenced(phones, terms, async (it) => late.push(it))
    return { state, written, late, events, apply: () => terms.run(term, () => guarded.apply([planNamed('Old')], [])) }
  }

  it('does not when others have taken over', async () => {
    const { state, written, apply } = scene()
    state.lost = true
    await expect(apply()).rejects.toThrow(LeaseLost)
    expect(written).toEqual([])
  })

  it('says what was written late, if it was stopped in the middle of it', async () => {
    const { state, written, late, events, apply } = scene()
    const applied = apply().catch((error: unknown) => error)
    await sleep(2100)
    state.lost = true
    events.emit('write')
    expect(await applied).toBeInstanceOf(LeaseLost)
    expect(written).toEqual(['Old'])
    expect(late).toEqual([[[E600, planNamed('Old')]]])
  })
})

describe('what was written late', () => {
  let world: Awaited<ReturnType<typeof openWorld>>
  beforeAll(async () => void (world = await openWorld()))

  it('is put right at once, numbers too, and is no drift; what somebody else wrote there is', async () => {
    const { as, work, held, phones, taskList, db } = world
    const number = PhoneNumber.parse('+33155500103') // leads nowhere
    const alice = as('UALICE')
    await alice.types('/ringgroup create Old 600 101')
    await alice.types('/ringgroup create Other 610 102')
    await work()
    const old = (await held('600'))!
    await alice.types('/ringgroup rename 600 Newer')
    await alice.types(`/ringgroup assign 0155500103 other`)
    await work()
    phones.byHand(E600, { ...old, directNumbers: [number] }) // as a write that was on its way does
    phones.byHand(Extension.parse('610'), { ...(await held('610'))!, directNumbers: [] })
    phones.byHand(E600, { ...old, directNumbers: [number] })
    await taskList.late({ wrote: [[E600, { ...old, directNumbers: [number] }]] }, {} as never)
    await work()
    expect(await held('600')).toMatchObject({ name: 'Newer', directNumbers: [] })
    expect(await held('610')).toMatchObject({ directNumbers: [number] })
    expect(await db.drift.count()).toBe(0)

    phones.byHand(E600, { ...old, ringSeconds: 77 })
    await taskList.late({ wrote: [[E600, old]] }, {} as never)
    await work()
    expect(await held('600')).toMatchObject({ ringSeconds: 77 })
    expect(await db.drift.count()).toBe(1)
  })
})
