import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import { Extension, type RingGroup } from '../ring/group.ts'
import { planOf } from '../ring/plan.ts'
import { play, type Step } from '../ring/play.ts'
import { stagesAt } from '../store/changes.ts'
import type { Db } from '../store/db.ts'
import { groupsAt, groupsOnTheWay } from '../store/groups.ts'
import { stageCalled } from '../views/group-lines.ts'
import { whoCard } from '../views/who-card.ts'
import { whoPicture } from '../views/who-picture.ts'
import type { Words } from '../words/index.ts'
import { ownPhone } from './phone-of.ts'
import { command, type Asking, type Reply } from './command.ts'
import { directoryAround } from './company.ts'
import { groupNamed } from './find.ts'
import { Group } from './slots.ts'

/** A call is played through what our records say; whether a phone is on, as the phone system last said. */
async function callTo(db: Db, group: RingGroup) {
  const groups = await groupsOnTheWay(db, [group])
  const directory = await directoryAround(db, groups)
  const reachable = new Set(directory.extensions.filter((it) => it.reachable).map((it) => it.extension))
  const plans = groups.map((it) => planOf(it, groups))
  return { groups, directory, steps: play(planOf(group, groups), { plans, reachable: (it) => reachable.has(it) }) }
}

/** The same for whoever may see everything, as SVG; null: no group is there. */
export async function pictureOf(
  { db, settings: { country } }: Pick<Asking, 'db' | 'settings'>,
  words: Words,
  extension: string,
): Promise<string | null> {
  const group = (await groupsAt(db, [Extension.parse(extension)])).find((it) => it.extension === extension)
  if (!group) return null
  const { steps, ...known } = await callTo(db, group)
  return whoPicture(words, { ...known, country }, group, steps)
}

export const who = command({
  input: z.object({ group: Group }),
  find: async (ctx, { group }) => ({ group: await groupNamed(ctx, group) }),
  allow: anyone,
  run: async (ctx, { group }): Promise<Reply> => {
    const { db, words, settings } = ctx
    const [{ groups, directory, steps }, stages] = [await callTo(db, group), await stagesAt(db, [group.extension])]
    const known = { groups, directory, country: settings.country }
    const stage = stages.get(group.extension) ?? 'kept'
    const notes = [
      ...(stage === 'live' || stage === 'kept' ? [] : [stageCalled(words, stage)]),
      ...(settings.phoneSystem === 'simulated' ? [words.stage.simulated] : []),
    ]
    return { message: whoCard(words, known, group, await seenBy(ctx, groups, steps), { notes }) }
  },
})

/** Why somebody is skipped is for admins, leads and members of that group only. */
async function seenBy(ctx: Asking, groups: RingGroup[], steps: Step[]): Promise<Step[]> {
  if (ctx.actor.role === 'admin' || !steps.some((it) => it.does === 'skip')) return steps
  const own = await ownPhone(ctx)
  const leads = (group: RingGroup) => group.leads.some((it) => it.user === ctx.actor.user)
  const theirs = groups.filter((it) => leads(it) || it.members.some(({ extension }) => extension === own?.extension))
  return steps.filter((step) => step.does !== 'skip' || theirs.some((it) => it.extension === step.group))
}
