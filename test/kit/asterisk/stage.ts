// Where stories of calls are played, all at once: one Asterisk, and for each story phones, groups and numbers of its own.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { asterisk } from '../../../src/phones/asterisk/index.ts'
import type { CallEvent, PhoneSystem } from '../../../src/phones/phone-system.ts'
import { northwind } from '../../../src/phones/simulated/northwind.ts'
import type { Directory, Entry } from '../../../src/ring/company.ts'
import { Extension, PhoneNumber } from '../../../src/ring/group.ts'
import { RingPlan } from '../../../src/ring/plan.ts'
import { call, inside, type Call } from './caller.ts'
import { startAsterisk, type Pbx } from './pbx.ts'
import { phone, type Behaviour, type Phone } from './phone.ts'
import { startTimeline } from './timeline.ts'

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
const spare = range(200, 200).map((it): Entry => ({
  extension: Extension.parse(`${it}`),
  name: `Phone ${it}`,
  rings: true,
  voicemail: true,
  reachable: true,
}))
const numbers = range(200, 20).map((it) => ({ number: PhoneNumber.parse(`+33155500${it}`), leadsTo: null }))

/** The example company, and phones and numbers enough for every story. */
export const company: Directory = {
  extensions: [...northwind.extensions, ...spare],
  numbers: [...northwind.numbers, ...numbers],
}

type House = {
  pbx: Pbx
  phones: PhoneSystem
  events: CallEvent[]
  /** what no story has taken */
  free: { phones: Extension[]; groups: Extension[]; numbers: PhoneNumber[] }
}
type Stage = Awaited<ReturnType<typeof setUp>>

type Wants = { phones?: number; groups?: number; numbers?: number }

/** Call it once in a file: `it.concurrent('…', story({ phones: 2 }, async (s) => …))`. */
export function openStages({ freepbx = false } = {}) {
  let pbx: Pbx
  let phones: PhoneSystem
  const events: CallEvent[] = []
  const free = {
    phones: spare.map((it) => it.extension),
    groups: range(600, 100).map((it) => Extension.parse(`${it}`)),
    numbers: numbers.map((it) => it.number),
  }

  beforeAll(async () => {
    pbx = await startAsterisk(company, { freepbx })
    phones = asterisk(pbx.account)
    phones.watch({ back() {}, lost() {}, changed() {}, call: (event) => void events.push(event) })
    await phones.read()
  })
  afterAll(async () => {
    await phones?.close()
    await pbx?.remove()
  })

  const story = (wants: Wants, tell: (stage: Stage) => Promise<void>) => async () => {
    const it = await setUp({ pbx, phones, events, free }, wants)
    try {
      await tell(it)
    } finally {
      await it.close()
    }
  }
  return { story }
}

async function setUp({ pbx, phones, events, free }: House, { phones: many = 3, groups = 1, numbers = 0 }: Wants) {
  const mine = {
    phones: free.phones.splice(0, many),
    groups: free.groups.splice(0, groups),
    numbers: free.numbers.splice(0, numbers),
  }
  const [caller] = free.phones.splice(0, 1)
  const open: Phone[] = []
  const timeline = startTimeline()
  const stage = {
    pbx,
    system: phones,
    ...mine,
    /** Whose phone calls, unless a story says otherwise. */
    caller: caller!,
    timeline,
    plan: (it: object = {}) =>
      RingPlan.parse({
        name: 'Support',
        extension: mine.groups[0],
        mode: 'simultaneous',
        ringSeconds: 2,
        members: mine.phones,
        fallback: { to: 'voicemail', target: '100' },
        directNumbers: [],
        ...it,
      }),
    /** Told to the phones, as the bot does it. */
    async apply(plans: RingPlan[], gone: Extension[] = []) {
      expect(await phones.apply(plans, gone)).toEqual([])
    },
    /** Switches a phone on. */
    async on(number: Extension, does: Behaviour = {}, into = timeline) {
      const it = await phone(number, { pbx, timeline: into, ...does })
      open.push(it)
      return it
    },
    allOn: (does: Behaviour = {}) => Promise.all(mine.phones.map((it) => stage.on(it, does))),
    /** Somebody calls; the call is over when this returns. */
    async call(to: string, options: Partial<Call> = {}, into = timeline) {
      const from = options.from ?? inside(caller!)
      return call(to, { pbx, timeline: into, whereIs: () => boxOf(pbx, from.user), ...options, from })
    },
    /** How the call went, as sentences; what differs is shown with everything that happened. */
    went(expected: string, it = timeline) {
      const differences = it.differences(expected)
      if (differences.length > 0) expect.fail(`${differences.join('\n')}\n\n${it.all()}`)
    },
    /** What the phone system told of the groups of this story, when so many calls have ended. */
    async told(calls = 1) {
      const ours = () => events.filter((it) => mine.groups.includes(it.group))
      await vi.waitFor(() => expect(ours().filter((it) => it.does === 'end')).toHaveLength(calls), 5000)
      return ours()
    },
    close: () => Promise.all(open.map((it) => it.close())),
  }
  return stage
}

/** Which mailbox the caller talks to. */
async function boxOf(pbx: Pbx, user: string): Promise<string | undefined> {
  for (const end = Date.now() + 2000; Date.now() < end; await sleep(30)) {
    const channels = await pbx.ask('CoreShowChannels')
    const mine = channels.find((it) => it.includes(`CallerIDNum: ${user}\r\n`) && it.includes('Application: VoiceMail'))
    const box = mine && /ApplicationData: (\d+)@/.exec(mine)?.[1]
    if (box) return `voicemail ${box}`
  }
  return undefined
}
