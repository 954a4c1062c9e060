import type { PhoneSystem } from '../phones/phone-system.ts'
import type { Found, Stage } from '../ring/change.ts'
import type { Extension } from '../ring/group.ts'
import { samePlan, type RingPlan } from '../ring/plan.ts'
import { stagesAt, waiting } from '../store/changes.ts'
import type { Db } from '../store/db.ts'
import { noteDrift } from '../store/drift.ts'
import { noteFound } from '../store/found-groups.ts'
import { allOurs, forget, setOut, settle, type Known, type Plans } from '../store/held.ts'
import { downSince, noteCompared, noteUp } from '../store/phone-system.ts'
import { pushLater } from '../store/queue.ts'
import { extensionsIn, holds, plansAt } from './plans.ts'

type Deps = { db: Db; phones: PhoneSystem; now(): Date }

/** A phone system that was cut off may lose what it acknowledged in its last seconds. */
const LOST_MS = 10_000

/**
 * Looks at everything that we know the phones hold: the phones first, then our records, skipping what waits. What we never
 * wrote is noted and never overwritten; what the phone system has forgotten is put back. `connected`: the connection is new.
 */
export const scan =
  ({ db, phones, now }: Deps, connected: boolean) =>
  async (): Promise<void> => {
    const found = await phones.read()
    const lostAt = await downSince(db)
    const known = await allOurs(db)
    const waits = extensionsIn(await waiting(db))
    const held = [...known.keys()].map(
      (extension) => found.find((it) => it.extension === extension) ?? { extension, plan: null },
    )

    const forgotten = connected ? forgottenAmong(held, known, lostAt) : []
    const lost = held.filter((it) => forgotten.includes(it.extension))
    if (lost.length > 0) await forget(db, lost, await plansAt(db, forgotten), now())
    const lookedAt = held.filter((it) => !waits.has(it.extension) && !forgotten.includes(it.extension))
    const others = lookedAt.filter((it) => {
      const plan = known.get(it.extension)?.plan // where we hold nothing, what somebody else put there is theirs
      return plan && !('plan' in it && samePlan(it.plan, plan))
    })
    const wanted = others.length > 0 ? await plansAt(db, [...extensionsIn(others)]) : new Map()
    const strange = others.filter((it) => !holds(it, wanted)) // what we want anyway is not strange, whoever wrote it
    await noteDrift(db, [...lookedAt.map((it) => it.extension), ...forgotten], strange, now())
    await noteFound(db, neverOurs(found, known, waits), now())

    await putBack({ db, phones, now }, [
      ...forgotten.filter((it) => !waits.has(it)),
      ...(await unfinished(db, lookedAt, known)),
    ])
    await noteUp(db)
    await noteCompared(db, now())
    if (waits.size > 0) await pushLater(db)
  }

/** Plans at extensions where nothing stands by our doing, and nothing is about to: somebody may take them. */
const neverOurs = (found: Found[], known: Map<Extension, Known>, waits: Set<Extension>): RingPlan[] =>
  found.flatMap((it) => {
    const { plan = null, writing = null } = known.get(it.extension) ?? {}
    return 'plan' in it && it.plan && !plan && !writing && !waits.has(it.extension) ? [it.plan] : []
  })

/** It holds none of our groups; or it holds the state before the last one we confirmed, shortly before the connection was lost. */
function forgottenAmong(held: Found[], known: Map<Extension, Known>, lostAt: Date | null): Extension[] {
  const ours = held.filter((it) => known.get(it.extension)?.plan)
  if (ours.every((it) => 'plan' in it && it.plan === null)) return ours.map((it) => it.extension)
  return ours
    .filter((it) => {
      const { before, confirmedAt } = known.get(it.extension)!
      const justBefore = lostAt && confirmedAt && confirmedAt.getTime() > lostAt.getTime() - LOST_MS
      return justBefore && 'plan' in it && samePlan(it.plan, before)
    })
    .map((it) => it.extension)
}

/** What was forgotten and is not back yet: whoever was to put it back has died over it. */
async function unfinished(db: Db, held: Found[], known: Map<Extension, Known>): Promise<Extension[]> {
  const left = held.flatMap((it) => {
    const { plan, writing, confirmedAt } = known.get(it.extension)!
    const isLeft = confirmedAt && writing && !samePlan(plan, writing) && 'plan' in it && samePlan(it.plan, plan)
    return isLeft ? it.extension : []
  })
  const stages = left.length > 0 ? await stagesAt(db, left) : new Map<Extension, Stage>()
  return left.filter((it) => stages.get(it) !== 'refused')
}

async function putBack({ db, phones, now }: Deps, extensions: Extension[]) {
  if (extensions.length === 0) return
  const plans: Plans = await plansAt(db, extensions)
  await setOut(db, plans)
  await phones.apply(
    [...plans.values()].filter((it) => it !== null),
    extensions.filter((it) => !plans.get(it)),
  )
  const live = (await phones.read(extensions)).filter((it) => holds(it, plans)).map((it) => it.extension)
  await settle(db, { seen: [], live, refused: [], at: now() })
}

declare global {
  namespace GraphileWorker {
    interface Tasks {
      scan: Record<string, never>
      connected: Record<string, never>
    }
  }
}
