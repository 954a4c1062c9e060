import { boxIn, calledIn, type Company } from './company.ts'
import type { Extension, RingGroup } from './group.ts'
import { everyState, planOf, plansOn, wayOf } from './plan.ts'
import { lastStop } from './play.ts'
import type { Sentence } from './refusal.ts'

/** Seconds; some networks end a call that rings unanswered for about that long. */
export const LONG_WAIT = 120

/** What is allowed but should be known before it is done. Only for a group without problems. */
export const warnings = (group: RingGroup, company: Company): Sentence[] => {
  const way = wayOf(group, company.groups)
  const plans = plansOn(group, company.groups)
  const stop = lastStop(plans[0], plans)
  const long = stop.does === 'voicemail' ? 'longWait' : 'longWaitElsewhere'
  return [
    ...nobody(group, company),
    ...(stop.does === 'voicemail' ? unread(stop.box, company) : []),
    ...(stop.does === 'leave' ? behind(stop.to, way, company) : []),
    ...(stop.from > LONG_WAIT ? [(w: Parameters<Sentence>[0]) => w.warnings[long]] : []),
  ]
}

/** Now, or once the dates in it have come. */
function nobody(group: RingGroup, company: Company): Sentence[] {
  const [now, ...later] = everyState(group).map((it) => planOf(it, company.groups))
  if (now!.members.length > 0) return later.some((it) => it.members.length === 0) ? [(w) => w.warnings.nobodyLater] : []
  const { to, target } = now!.fallback
  return [(w) => w.warnings.nobody[to](to === 'voicemail' ? boxIn(company, target) : calledIn(company, w, target))]
}

/** An extension where a call ends rings as if dialled, so its own voicemail answers. */
function behind(extension: Extension, way: RingGroup[], company: Company): Sentence[] {
  const there = company.directory.extensions.find((it) => it.extension === extension)
  const isMember = way.some((group) => group.members.some((it) => it.extension === extension))
  return [
    ...(isMember ? [(w: Parameters<Sentence>[0]) => w.warnings.memberToo(calledIn(company, w, extension))] : []),
    ...(there?.voicemail
      ? unread(extension, company)
      : [(w: Parameters<Sentence>[0]) => w.warnings.noVoicemail(calledIn(company, w, extension))]),
  ]
}

function unread(box: Extension, company: Company): Sentence[] {
  const there = company.directory.extensions.find((it) => it.extension === box)
  return there?.email ? [] : [(w) => w.warnings.noEmail(boxIn(company, box))]
}
