// What must be true of every history, whatever went wrong in it. Each says what it found, or nothing.
import { isDeepStrictEqual as same } from 'node:util'
import { evidenceOf, keyIn, keyOf, type ChangeRow, type Evidence, type Text } from './evidence.ts'
import type { Fault } from './history.ts'
import { isThrown } from './world.ts'
export { evidenceOf }

export type Violation = { invariant: string; found: string }
type Check = (it: Evidence) => string[]

/** As both languages say it. */
const LIVE =
  /Live on the phones <!date|En service sur les téléphones <!date|is live on the phones\.|est en service sur les téléphones\./
const TOLD_LIVE = /live on the phones|from the phones|en service|sur les téléphones/i
const SAVED = /"Saved[.,]|"Enregistré[.,]/
const UNCHANGED = /nothing was changed|rien n’a été modifié/i

/** A right that Slack has taken away may be believed for a minute (slack/people.ts); and a moment until it is stored. */
const BELIEVED_MS = 65_000
/** What cannot be taken lightly is asked of Slack again; then it waits for its turn, on however busy a machine. */
const ASKED_MS = 5_000

const fresh = ({ changes, first }: Evidence) => changes.filter((it) => BigInt(it.id) >= first)

export const invariants: Record<string, Check> = {
  'the chain of history holds': ({ broken }) => broken.map((it) => JSON.stringify(it)),

  'what is there is what the history says': ({ changes, groups }) => {
    const now = new Map<string, unknown>()
    const wrong: string[] = []
    for (const { id, touched } of changes)
      for (const { group, before, after } of touched) {
        if (!same(plain(now.get(group) ?? null), plain(before)))
          wrong.push(
            `#${id} began with ${JSON.stringify(before)}, but there was ${JSON.stringify(now.get(group) ?? null)}`,
          )
        now.set(group, after)
      }
    for (const [id, after] of now)
      if (!same(plain(after), plain(groups.find((it) => it.id === id) ?? null)))
        wrong.push(
          `the history ends with ${JSON.stringify(after)}, the records hold ${JSON.stringify(groups.find((it) => it.id === id) ?? null)}`,
        )
    for (const it of groups) if (!now.has(it.id)) wrong.push(`no change has made ${it.name}`)
    return wrong
  },

  'nobody has more changes than they asked for': (it) => {
    const changes = fresh(it).filter(({ by }) => by !== null)
    const wrong: string[] = []
    for (const by of new Set(changes.map((one) => one.by))) {
      const direct = changes.filter((one) => one.by === by && !one.becauseRequest)
      const asked = new Set(it.tickets.filter((one) => one.user === by).map((one) => one.ticket)).size
      if (direct.length > asked) wrong.push(`${by} has sent ${asked} things and has ${direct.length} changes`)
    }
    for (const { id, askedIn, by, becauseRequest } of changes)
      if (!becauseRequest && !it.tickets.some((one) => one.ticket === askedIn && one.user === by))
        wrong.push(`#${id} by ${by} came in ${askedIn}, which nobody has sent`)
    return wrong
  },

  'who changes something may': (it) =>
    fresh(it).flatMap((change) => {
      const { id, by, approvedBy, at, touched, becauseRequest } = change
      if (by === null) return []
      if (becauseRequest)
        return approvedBy && approvedBy !== by && wasAdmin(it, approvedBy, at, ASKED_MS)
          ? []
          : [`#${id}: ${approvedBy} approved what ${by} asked for`]
      const isFree = touched.every(({ before }) => before?.leads.some((lead) => lead.user === by && lead.free))
      return wasAdmin(it, by, at) || (touched.length > 0 && isFree) ? [] : [`#${id}: ${by} is no admin`]
    }),

  'what comes from elsewhere changes nothing': (it) => {
    const strange = new Set(it.tickets.filter((one) => one.elsewhere).map((one) => one.ticket))
    return [...fresh(it), ...it.requests].flatMap(({ id, askedIn }) =>
      askedIn && strange.has(askedIn) ? [`${id} was obeyed`] : [],
    )
  },

  'a request is decided once': ({ requests, changes }) =>
    requests.flatMap(({ id, decision, by }) => {
      const granted = changes.filter((it) => it.becauseRequest === id)
      if (granted.length > 1) return [`request ${id} was granted ${granted.length} times`]
      if (decision?.how === 'approved' && decision.by === by) return [`${by} has approved their own request ${id}`]
      const is = granted[0] ? `approved by ${granted[0].approvedBy}` : 'not granted'
      const says = decision?.how === 'approved' ? `approved by ${decision.by}` : 'not granted'
      return is === says ? [] : [`request ${id} is ${is}, and its record says ${JSON.stringify(decision)}`]
    }),

  'what was said to be live was': (it) =>
    it.texts.flatMap((text) => {
      if (!LIVE.test(text.json)) return []
      const change = changeIn(it, text)
      if (!change) return []
      return change.deliveries.flatMap(({ extension }) =>
        stood(it, change, extension, text.at)
          ? []
          : [`#${change.id} was said to be live at ${extension}, where the phones did not hold it yet`],
      )
    }),

  'what was said to be saved is': (it) =>
    it.texts.flatMap((text) => {
      if (!LIVE.test(text.json) && !SAVED.test(text.json)) return []
      const id = numberIn(text)
      return id && !it.changes.some((one) => one.id === id) ? [`${text.to} was told of #${id}, which is not there`] : []
    }),

  'where nothing was changed, nothing is': (it) =>
    it.texts.flatMap((text) => {
      if (!text.response || !UNCHANGED.test(text.json)) return []
      const ticket = it.tickets.find((one) => one.response === text.response)
      const change = ticket && !ticket.isForm && fresh(it).find((one) => one.askedIn === ticket.ticket)
      return change
        ? [`${text.to} was told that nothing was changed, and #${change.id} (${change.command}) is there`]
        : []
    }),

  'whoever changed something has heard how it ended': (it) =>
    fresh(it).flatMap(({ id, place, deliveries }) => {
      if (!place) return []
      if (place.said !== place.stage)
        return [`${place.user} was told "${place.said}" of #${id}, and never that it is "${place.stage}"`]
      const since = Math.max(
        0,
        ...deliveries.map((one) => (one.liveAt && place.said === 'live' ? Date.parse(one.liveAt) : 0)),
      )
      const response = place.where.url?.split('/').at(-1)
      const reached = it.texts.some(
        (text) =>
          text.at >= since &&
          (place.said !== 'live' || TOLD_LIVE.test(text.json)) &&
          (text.response ? text.response === response || text.to === place.user : text.to === place.user),
      )
      return reached ? [] : [`${place.user} never got the answer "${place.said}" to #${id}`]
    }),

  'the phones hold what they should': (it) => {
    const excused = excusedIn(it)
    const wanted = new Map(
      it.groups.map((group) => [group.extension as string, it.versions.get(group.extension)?.at(-1)?.key ?? 'nothing']),
    )
    const all = new Set([...wanted.keys(), ...it.held.map((one) => one.extension)])
    return [...all].flatMap((extension) => {
      const [is, should] = [keyIn(it.holds(extension)), wanted.get(extension) ?? 'nothing']
      return is === should || excused.has(extension)
        ? []
        : [`at ${extension} the phones hold ${is}, and should hold ${should}`]
    })
  },

  'no older version goes back on the phones': (it) =>
    [...it.versions].flatMap(([extension, versions]) => {
      let last = 0
      return it.held
        .filter((one) => one.extension === extension && one.ours)
        .flatMap((one) => {
          const key = keyIn(one.text)
          const next = versions.findIndex((version, i) => i >= last && version.key === key)
          if (next >= 0) {
            last = next
            return []
          }
          if (key === 'nothing' && last === 0) return []
          return versions.some((version) => version.key === key)
            ? [`at ${extension} the phones got ${key} once more, after what came later`]
            : [`at ${extension} the phones got ${key}, which no change has made`]
        })
    }),

  'what others have made on the phones stays': (it) =>
    it.play.handMade.flatMap(({ extension, at, text }, nth) => {
      const later = it.play.handMade.slice(nth + 1).find((one) => one.extension === extension)?.at ?? Infinity
      const gone = it.held.find((one) => one.extension === extension && one.ours && one.at >= at && one.at < later)
      if (!gone || text === null) return [] // what was deleted is not there to be overwritten
      const decided = it.changes.some((one) => ['push', 'adopt'].includes(one.command) && one.at.getTime() >= at)
      const lost = it.held.some(
        (one) => one.extension === extension && !one.ours && one.at >= at && one.at <= gone.at && one.text !== text,
      )
      return decided || lost ? [] : [`at ${extension} somebody had put ${keyIn(text)}, and it was overwritten`]
    }),

  'nothing is left to do': ({ left }) => [
    ...left.jobs.map(
      ({ task, error, locked }) => `the job ${task} is ${locked ? 'locked' : 'there'}${error ? `: ${error}` : ''}`,
    ),
    ...(left.locks > 0 ? [`${left.locks} locks are held`] : []),
    ...(left.cards > 0 ? [`${left.cards} cards of decided requests are open`] : []),
    ...(left.notices > 0 ? [`${left.notices} notices of what is over are open`] : []),
  ],

  'nothing goes wrong unheard': ({ wrong, faults }) => [
    ...wrong.unhandled.map((it) => `nobody has handled ${it}`),
    ...wrong.lines
      .filter((it) => !isExpected(it, faults, wrong))
      .map((it) => `the log says ${it.trim().slice(0, 600)}`),
  ],
}

/** All that is wrong with a history. */
export const violationsIn = (it: Evidence): Violation[] =>
  Object.entries(invariants).flatMap(([invariant, check]) => check(it).map((found) => ({ invariant, found })))

const plain = (it: unknown) => JSON.parse(JSON.stringify(it)) as unknown
const numberIn = (text: Text) => /#(\d+)/.exec(text.json)?.[1] ?? null
const changeIn = (it: Evidence, text: Text): ChangeRow | undefined =>
  it.changes.find((one) => one.id === numberIn(text))

/** An admin at some moment at which the bot may have asked Slack. */
function wasAdmin({ play: { roles } }: Evidence, user: string, at: Date, forMs = BELIEVED_MS): boolean {
  const mine = roles.filter((it) => it.user === user && it.at <= at.getTime())
  return mine.some((it, nth) => it.isAdmin && !it.deleted && (mine[nth + 1]?.at ?? Infinity) >= at.getTime() - forMs)
}

/** Whether the phones have held what this change made of an extension, or what a later one did, by then. */
function stood(it: Evidence, change: ChangeRow, extension: string, by: number): boolean {
  const versions = it.versions.get(extension) ?? []
  const nth = versions.findLastIndex((one) => BigInt(one.change) <= BigInt(change.id))
  const fine = new Set(nth < 0 ? [keyOf(null)] : versions.slice(nth).map((one) => one.key))
  const before = it.held.filter((one) => one.extension === extension && one.at <= by)
  const since = before.filter((one) => one.at >= change.at.getTime())
  const atFirst = before.findLast((one) => one.at < change.at.getTime())?.text ?? null
  return [atFirst, ...since.map((one) => one.text)].some((text) => fine.has(keyIn(text)))
}

/** Where the phones may hold something else: somebody made that there, or they refused ours; and what goes with it. */
function excusedIn({ drifts, changes }: Evidence): Set<string> {
  const excused = new Set(drifts.map((it) => it.extension))
  for (const { deliveries } of changes)
    for (const it of deliveries) if (it.refused && !it.liveAt) excused.add(it.extension)
  for (let size = -1; size < excused.size;) {
    size = excused.size
    for (const { deliveries } of changes)
      if (deliveries.some((it) => !it.liveAt && excused.has(it.extension)))
        for (const it of deliveries) if (!it.liveAt) excused.add(it.extension)
  }
  return excused
}

/** What the log may say of what goes wrong by our doing, and of nothing else. */
const SAYS: Record<Fault['on'], RegExp> = {
  slack:
    /internal_error|An API error occurred|HTTP (error|status)|status code|response_url answered|a listener failed/i,
  database:
    /Connection terminated|terminating connection|not queryable|connection error|ECONNRESET|ECONNREFUSED|Server has closed|Can't reach database|timeout exceeded/i,
  phones: /does not hold|does not answer/,
  moment: /the machine says/,
  person: /^$/,
  clock: /^$/,
}
function isExpected(line: string, faults: Fault[], { wasThrown }: Evidence['wrong']) {
  // Bolt says so three seconds later, in another history
  if (wasThrown && /was not acknowledged within 3 seconds/.test(line)) return true
  return isThrown(line) || faults.some(({ on }) => SAYS[on].test(line))
}
