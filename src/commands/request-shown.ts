import type { Stage } from '../ring/change.ts'
import type { Audience, Request } from '../ring/request.ts'
import { warnings } from '../ring/warnings.ts'
import { companyAround } from '../store/company.ts'
import type { Message } from '../views/message.ts'
import { requestCard, requestTitle, type Reader } from '../views/request-card.ts'
import { requestTold } from '../views/request-told.ts'
import type { Asking } from './command.ts'

type How = { as: Reader | 'news'; audience: Audience; stage: Stage | null }

/** A request as somebody sees it now; `news`: only how it ended. */
export async function requestShown(
  { db, words: w, settings }: Pick<Asking, 'db' | 'words' | 'settings'>,
  request: Request,
  { as, audience, stage }: How,
): Promise<Message> {
  const { shown } = request
  const known = { ...(await companyAround(db, shown)), country: settings.country }
  if (as === 'news') return requestTold(w, requestTitle(w, known, shown), request)
  const groups = [
    ...known.groups.filter((it) => !shown.some(({ after }) => after?.id === it.id)),
    ...shown.flatMap((it) => it.after ?? []),
  ]
  const company = { ...settings, ...known, free: [] }
  const sentences = (which: 'before' | 'after', all: typeof groups) =>
    shown.flatMap((it) => (it[which] ? warnings(it[which], { ...company, groups: all }).map((say) => say(w)) : []))
  const before = sentences('before', known.groups)
  const added = request.decision ? [] : sentences('after', groups).filter((it) => !before.includes(it))
  return requestCard(w, { ...known, groups }, request, { as, audience, stage, warnings: added })
}
