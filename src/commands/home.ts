import type { HomeView } from '@slack/types'
import { GroupId, type Extension, type RingGroup } from '../ring/group.ts'
import { planOf } from '../ring/plan.ts'
import { Refusal } from '../ring/refusal.ts'
import { readHome, type ForHome } from '../store/home.ts'
import type { Mine } from '../views/home-mine.ts'
import type { HomeWaiting } from '../views/home-waiting.ts'
import { homeView } from '../views/home.ts'
import { pastOf } from './around.ts'
import type { Asking } from './command.ts'
import { shownOf } from './drifts.ts'

const MOST = { groups: 10, requests: 5, changes: 3, cases: 3 }

/** What somebody sees when they open the app: in as few questions as can be, for whoever opens it waits. */
export async function homeOf(ctx: Asking): Promise<HomeView> {
  const { db, actor, words, settings } = ctx
  if (!actor.user) throw new Refusal((w) => w.notForYou)
  const { user, leads } = actor
  const isAdmin = actor.role === 'admin'
  const asked = { user, email: await ctx.emailOf(user), isAdmin, leads: leads.map((it) => GroupId.parse(it.group)) }
  const [it, admins] = await Promise.all([readHome(db, { ...asked, most: MOST }), ctx.adminsNow()])
  const [past, waiting] = await Promise.all([pastOf(ctx, it.changes), isAdmin ? waitingIn(ctx, it) : null])
  return homeView(words, {
    ...it,
    waiting,
    mine: {
      phone: it.phone && { extension: it.phone, rings: placesOf(it.mine, it.phone) },
      admins: admins.slice(0, 2).map((one) => one.user),
      user,
      mayLink: isAdmin,
    },
    led: it.led.map((group) => ({
      group,
      free: isAdmin || leads.some((one) => one.group === group.id && one.free),
      stage: it.stages.get(group.extension) ?? 'kept',
    })),
    past,
    known: { ...it.names, country: settings.country },
    admins,
    channel: it.closedSince ? null : settings.channel,
    simulated: settings.phoneSystem === 'simulated',
    isAdmin,
  })
}

async function waitingIn({ db, settings }: Asking, it: ForHome): Promise<HomeWaiting> {
  const { requests, leavers, refused, downSince } = it
  return {
    requests,
    drifts: await Promise.all(it.drifts.map((drift) => shownOf({ db }, drift))),
    leavers,
    refused,
    downSince,
    closed: it.closedSince && settings.channel,
    more: {
      requests: it.requestsTotal - requests.length,
      drifts: it.differ - it.drifts.length,
      leavers: it.leaversTotal - leavers.length,
    },
  }
}

/** Where a phone rings now. In a group whose phones ring all at once nobody has a place. */
const placesOf = (groups: RingGroup[], extension: Extension): Mine[] =>
  groups.flatMap((group) => {
    const { members } = planOf({ ...group, fallback: { to: 'voicemail', target: extension } }, [])
    const place = members.indexOf(extension) + 1
    if (place === 0) return []
    return [{ id: group.id, name: group.name, of: members.length, ...(group.mode === 'consecutive' && { place }) }]
  })
