// Does what a history says, in a world of two bots.
import { setTimeout as sleep } from 'node:timers/promises'
import { Extension } from '../../src/ring/group.ts'
import { controlsIn, type Control } from '../../src/sandbox/controls.ts'
import { nodes } from '../../src/sandbox/json.ts'
import type { Acted, Values } from '../../src/sandbox/protocol.ts'
import { keyOf } from '../../src/slack/forms.ts'
import type { Counters } from './counters.ts'
import { EVERYBODY, named, type Act, type Fault, type Step } from './history.ts'
import type { World } from './world.ts'

/** What somebody was in Slack from then on. */
export type Role = { user: string; at: number; isAdmin: boolean; deleted: boolean }
/** What somebody wrote on the phone system's own pages. */
export type HandMade = { extension: string; at: number; text: string | null }

const CHANNEL = 'CPHONES'
const FORM_MS = 250

export function playIn(world: World, counters: Counters) {
  const { slack, bots, records, phones, now, acting } = world
  const roles: Role[] = []
  const handMade: HandMade[] = []
  const running = new Set<Promise<unknown>>()
  let late: (() => void)[] = []
  let phonesWereLost = false

  const noteRole = (user: string) => {
    const { isAdmin, isOwner, deleted } = slack.state('UALICE').people.find((it) => it.id === user)!
    roles.push({ user, at: now().getTime(), isAdmin: isAdmin || isOwner, deleted })
  }
  const inAct = async ({ bot, twice, late: isLate }: Act, work: () => Promise<Acted>) => {
    const held = isLate && new Promise<void>((resolve) => late.push(resolve))
    return acting.run({ bot, twice, late: held }, work)
  }

  async function does(act: Act): Promise<void> {
    const { as } = act
    counters.counts.acts++
    if ('line' in act || 'opens' in act) {
      const text = 'line' in act ? act.line : act.opens
      if (as === 'UGUEST' || as === 'UOMAR') counters.reached('somebody without the right asks')
      await inAct(act, () => slack.act({ as, do: 'type', channel: CHANNEL, text }))
    } else if ('press' in act) await presses(act)
    else await sends(act)
  }

  async function presses(act: Extract<Act, { press: string }>) {
    const { as, press, older = 0 } = act
    const all = buttons(as, press)
    const found = all[Math.min(older, all.length - 1)]
    if (!found) return
    if (older > 0 && all.length > 1) counters.reached('a button of an older message is pressed')
    const { at, control } = found
    const { blockId: block, actionId: action } = control
    await inAct(act, () => slack.act({ as, do: 'press', at, block, action, answer: { type: 'button' }, values: {} }))
    if (press === 'decline') await sends({ as, sends: {} })
  }

  function buttons(as: string, press: string) {
    return slack
      .state(as)
      .channels.flatMap((channel) =>
        channel.messages.flatMap(({ ts, blocks }) =>
          controlsIn(nodes(blocks))
            .filter((it) => it.actionId.replace(/~.*/, '') === `do:${press}`)
            .map((control: Control) => ({ ts, at: { in: 'message' as const, channel: channel.id, ts }, control })),
        ),
      )
      .toSorted((one, other) => (one.ts < other.ts ? 1 : -1))
  }

  async function sends(act: Extract<Act, { sends: Record<string, string> }>) {
    const { as } = act
    for (const end = performance.now() + FORM_MS; !top(as) && performance.now() < end;) await sleep(5)
    const view = top(as)
    if (view?.type !== 'modal' || !view.submit) return closes(as)
    const values: Values = structuredClone(view.state.values)
    for (const { blockId, actionId } of controlsIn(nodes(view.blocks))) {
      const said = act.sends[keyOf(blockId)]
      const answer = values[blockId]?.[actionId]
      if (said !== undefined && answer && 'value' in answer) answer.value = said
    }
    const acted = await inAct(act, () => slack.act({ as, do: 'submit', view: view.id, values }))
    if (acted.ok) counters.reached('a form is sent that others have overtaken')
    await closes(as)
  }
  const top = (as: string) => slack.state(as).modals.at(-1)
  async function closes(as: string) {
    const view = top(as)
    if (view) await slack.act({ as, do: 'close', view: view.id, all: true })
  }

  async function happens(fault: Fault): Promise<void> {
    const counted = () => counters.happened(named(fault))
    switch (fault.on) {
      case 'slack':
        return slackFault(fault, counted)
      case 'database': {
        const { proxy } = bots[fault.bot]!
        if (!proxy) throw new Error('this world has no network that fails')
        if (fault.does !== 'loses the reply to COMMIT') counted()
        if (fault.does === 'cut') proxy.cut()
        else if (fault.does === 'slow') proxy.slowsDown(fault.ms)
        else proxy.losesReplyTo('COMMIT', 1)
        return
      }
      case 'phones':
        return phonesFault(fault, counted)
      case 'moment':
        return bots[fault.bot]!.moments.arm(fault) // counted when it comes to that
      case 'person': {
        const { user, set, silently } = fault
        counted()
        await slack.act({ as: 'UALICE', do: 'person', user, set, ...(silently && { silently }) })
        return noteRole(user)
      }
      case 'clock':
        counted()
        return world.passes(fault.hours)
    }
  }

  function slackFault(fault: Extract<Fault, { on: 'slack' }>, happens: () => void) {
    if (fault.does === 'comes from elsewhere') {
      happens()
      return world.pretends({
        [fault.of]: { team: 'TELSEWHERE', app: 'A0ELSEWHERE', enterprise: 'EELSEWHERE' }[fault.of],
      })
    }
    const { method } = fault
    if (fault.does === 'is slow') return slack.trouble(method, { delay: fault.ms, happens })
    const isUrl = method === 'response_url'
    const how = {
      refuses: isUrl ? { status: 404 } : { error: 'internal_error' },
      fails: { status: 500 },
      'did it and fails': { effect: true, status: 500 },
      'says nothing': { effect: true, hang: true },
    } as const
    slack.trouble(method, { ...how[fault.does], times: fault.times, happens })
  }

  function phonesFault(fault: Extract<Fault, { on: 'phones' }>, happens: () => void) {
    const systems = bots.map((it) => it.phones)
    switch (fault.does) {
      case 'off':
        happens()
        return systems[0]!.off()
      case 'forget':
        happens()
        phonesWereLost = true
        return phones.byOthers(() => systems.forEach((it) => it.forget()))
      case 'lose the last second':
        happens()
        phonesWereLost = true
        return phones.byOthers(() => systems.forEach((it) => it.losesLast(1000)))
      case 'by hand': {
        const { extension } = fault
        const text = handMadeText(phones.holds(extension), fault.to)
        if (text === undefined) return
        happens()
        handMade.push({ extension, at: now().getTime(), text })
        return phones.byOthers(() => systems[0]!.byHand(Extension.parse(extension), text))
      }
      case 'garbage':
        return systems.forEach((it) => it.fault({ garbage: true, happens }))
      case 'take some':
        return systems.forEach((it) => it.fault({ takes: fault.takes, happens }))
      case 'lie':
        return systems.forEach((it) => it.fault({ takes: fault.takes, lies: true, happens }))
      case 'late':
        return systems.forEach((it) => it.fault({ lateMs: fault.ms, happens }))
      case 'refuse':
        return systems.forEach((it) => it.fault({ refuses: [Extension.parse(fault.extension)], happens }))
    }
  }

  return {
    roles,
    handMade,
    wereLost: () => phonesWereLost,
    buttons,
    begins() {
      for (const user of EVERYBODY) noteRole(user)
    },
    /** What people do at once; what arrives late is not waited for. */
    async step({ faults, acts, settles }: Step) {
      counters.counts.steps++
      if (settles) await records.settles(1500)
      const ready = late
      late = []
      for (const it of faults) await happens(it)
      if (acts.length > 1) counters.reached('two change at once')
      if (
        acts.filter(
          (it) => 'press' in it && ['approve', 'decline'].includes(it.press) && buttons(it.as, it.press).length > 0,
        ).length > 1
      )
        counters.reached('two decide at once')
      const now = acts.map((it) => [it, started(does(it))] as const)
      await Promise.all(now.filter(([it]) => !it.late).map(([, work]) => work))
      for (const go of ready) go()
    },
    /** All that goes wrong ends; what was held back arrives. */
    async heals() {
      for (const go of late.splice(0)) go()
      for (const { moments, proxy, phones: system } of bots) {
        moments.disarm()
        system.fault(null)
        if (!proxy) continue
        for (let lost = proxy.repliesLost(); lost > 0; lost--) {
          counters.happened('a COMMIT is not answered')
          counters.reached('a COMMIT is uncertain')
        }
        proxy.losesReplyTo('COMMIT', 0)
        proxy.slowsDown(0)
        proxy.comesBack()
      }
      for (const method of ['response_url', 'chat.postMessage', 'chat.update', 'views.open', 'users.info'])
        slack.trouble(method, null)
      await Promise.all(running)
      await Promise.all(bots.map((it) => it.running.home.idle())) // what was pressed is answered to whom they are now
      world.pretends(null)
      bots[0]!.phones.on()
      await bots[1]!.phones.read([]).catch(() => {}) // the other one hears of it when it looks
      await restoreRoles()
    },
  }

  function started(work: Promise<void>): Promise<void> {
    const quiet = work.catch((error: unknown) => {
      // a message that is gone, a view that is not on top: people see that before they press
      if (!/Malformed/.test(String((error as Error | undefined)?.constructor?.name))) throw error
    })
    running.add(quiet)
    return quiet.finally(() => running.delete(quiet))
  }
  async function restoreRoles() {
    for (const [user, isAdmin] of [
      ['UCHLOE', true],
      ['ULEA', false],
    ] as const) {
      const is = slack.state('UALICE').people.find((it) => it.id === user)!
      if (is.isAdmin === isAdmin && !is.deleted) continue
      await slack.act({ as: 'UALICE', do: 'person', user, set: { isAdmin, deleted: false } })
      noteRole(user)
    }
  }
}
export type Play = ReturnType<typeof playIn>

/** What somebody else would write there; undefined: nothing that could be told from ours. */
function handMadeText(held: string | null, to: 'other' | 'nothing' | 'nonsense'): string | null | undefined {
  if (to === 'nonsense') return 'Dial(SIP/101)'
  if (to === 'nothing') return held === null ? undefined : null
  try {
    return JSON.stringify({ ...(JSON.parse(held ?? '') as object), ringSeconds: HAND_MADE })
  } catch {
    return undefined
  }
}
/** No line of a history asks for so many. */
export const HAND_MADE = 47
