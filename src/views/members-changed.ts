import type { Extension, Member, RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { called, missingIn, type Known } from './facts.ts'

/** Who has come, or will, who has gone, who has begun or is back, and who is away from now on or will be. */
export function membersChanged(w: Words, known: Known, before: RingGroup, after: RingGroup): string[] {
  const { name } = after
  const who = (it: Extension) => called(w, known, it)
  const come = after.members.filter((it) => !before.members.some((one) => one.extension === it.extension))
  const [now, later] = [come.filter((it) => !it.from), come.filter((it) => it.from)]
  const gone = missingIn(before, after)
  const earlier = (it: Member) => before.members.find((one) => one.extension === it.extension)
  const away = after.members.filter((it) => {
    const was = earlier(it)
    return was && it.away && (!was.away || (was.away.from && !it.away.from))
  })
  const begun = after.members.filter((it) => {
    const was = earlier(it)
    return was && ((was.from && !it.from) || (was.away && !was.away.from && !it.away))
  })
  const ends = new Set(now.flatMap((it) => it.until ?? []))
  return [
    ...(now.length > 0
      ? [
          w.change.joined(
            name,
            now.map((it) => who(it.extension)),
          ),
        ]
      : []),
    ...[...ends].map(w.dates.untilThen),
    ...later.map((it) => w.dates.comesLater(who(it.extension), name, it.from!, it.until)),
    ...(gone.length > 0 ? [w.change.left(name, gone.map(who))] : []),
    ...(begun.length > 0
      ? [
          w.change.joined(
            name,
            begun.map((it) => who(it.extension)),
          ),
        ]
      : []),
    ...away.map((it) => w.dates.isAway(who(it.extension), name, it.away!.from, it.away!.until)),
  ]
}
