import type { PhoneSystem } from '../phones/phone-system.ts'
import type { Found } from '../ring/change.ts'
import type { Extension } from '../ring/group.ts'
import { samePlan } from '../ring/plan.ts'
import { waiting } from '../store/changes.ts'
import type { Db } from '../store/db.ts'
import { noteDrift } from '../store/drift.ts'
import { allOurs, forget, setOut, settle, type Known, type Plans } from '../store/held.ts'
import { downSince, noteUp } from '../store/phone-system.ts'
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
    if (forgotten.length > 0) await forget(db, forgotten)
    const lookedAt = held.filter((it) => !waits.has(it.extension) && !forgotten.includes(it.extension))
    const strange = lookedAt.filter((it) => {
      const plan = known.get(it.extension)?.plan // where we hold nothing, what somebody else put there is theirs
      return plan && !('plan' in it && samePlan(it.plan, plan))
    })
    await noteDrift(db, [...lookedAt.map((it) => it.extension), ...forgotten], strange, now())

    await putBack(
      { db, phones, now },
      forgotten.filter((it) => !waits.has(it)),
    )
    await noteUp(db)
    if (waits.size > 0) await pushLater(db)
  }

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
