import type { HomeView } from '@slack/types'
import { planOf } from '../ring/plan.ts'
import { lastChangesBy, stagesAt } from '../store/changes.ts'
import { countsOf } from '../store/directory.ts'
import { countFound } from '../store/found-groups.ts'
import { groupsWithMember, searchGroups } from '../store/groups.ts'
import { downSince } from '../store/phone-system.ts'
import { homeView, type Home, type Mine } from '../views/home.ts'
import { knownAround, ownPhone, pastOf } from './around.ts'
import type { Asking } from './command.ts'

const MOST_GROUPS = 10
const MOST_CHANGES = 3

export async function homeOf(ctx: Asking): Promise<HomeView> {
  const { db, actor, words, settings } = ctx
  const [{ groups, total }, company, phone, since, admins, found] = await Promise.all([
    searchGroups(db, '', { limit: MOST_GROUPS }),
    countsOf(db),
    phoneOf(ctx),
    downSince(db),
    ctx.admins(),
    countFound(db),
  ])
  const changes = actor.user ? await lastChangesBy(db, actor.user, MOST_CHANGES) : []
  return homeView(words, {
    groups,
    total,
    found,
    stages: await stagesAt(
      db,
      groups.map((it) => it.extension),
    ),
    company,
    phone,
    past: await pastOf(ctx, changes),
    known: await knownAround(ctx, changes),
    admins,
    downSince: since,
    simulated: settings.phoneSystem === 'simulated',
    mayChange: actor.role === 'admin',
  })
}

/** Where one's own phone rings now. In a group whose phones ring all at once nobody has a place. */
async function phoneOf(ctx: Asking): Promise<Home['phone']> {
  const own = await ownPhone(ctx)
  if (!own) return null
  const { extension } = own
  const groups = await groupsWithMember(ctx.db, extension)
  const rings = groups.flatMap((group): Mine[] => {
    const { members } = planOf({ ...group, fallback: { to: 'voicemail', target: extension } }, [])
    const place = members.indexOf(extension) + 1
    const of = members.length
    if (place === 0) return []
    return [{ id: group.id, name: group.name, of, ...(group.mode === 'consecutive' && { place }) }]
  })
  return { extension, rings }
}
