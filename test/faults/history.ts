// What happens in one history: decided by a seed alone, before anything runs, so that any part of it can be left out and the
// rest still makes sense. A history is a list of steps; a step is what goes wrong from here on, and what people do at once.
import type { Moment } from '../../src/app/hooks.ts'
import { diceOf, type Dice } from './dice.ts'

/** Somebody in the sandbox, by what they may do there at first. */
export const ADMINS = ['UALICE', 'UCHLOE'] as const
export const LEAD = 'ULEA'
export const EVERYBODY = [...ADMINS, LEAD, 'UBRUNO', 'UOMAR', 'UGUEST'] as const

/** How what somebody does reaches the bot: `twice`: Slack sends it again; `late`: when the next step is over. */
type Way = { bot?: 0 | 1; twice?: true; late?: true }

export type Act = Way & { as: string } & (
    | { line: string }
    /** the newest button of this command that they see; `older`: so many before it */
    | { press: string; older?: number }
    /** types a line that opens a form */
    | { opens: string }
    /** fills fields of the form that is open, by key, and sends it */
    | { sends: Record<string, string> }
  )

export type Fault =
  | { on: 'slack'; method: string; does: 'refuses' | 'fails' | 'did it and fails' | 'says nothing'; times: number }
  | { on: 'slack'; method: string; does: 'is slow'; ms: number }
  | { on: 'slack'; does: 'comes from elsewhere'; of: 'team' | 'app' | 'enterprise' }
  | { on: 'database'; bot: 0 | 1; does: 'cut' | 'loses the reply to COMMIT' }
  | { on: 'database'; bot: 0 | 1; does: 'slow'; ms: number }
  | { on: 'phones'; does: 'off' | 'forget' | 'lose the last second' | 'garbage' }
  | { on: 'phones'; does: 'take some' | 'lie'; takes: number }
  | { on: 'phones'; does: 'late'; ms: number }
  | { on: 'phones'; does: 'refuse'; extension: string }
  /** somebody changes a group on the phone system's own pages */
  | { on: 'phones'; does: 'by hand'; extension: string; to: 'other' | 'nothing' | 'nonsense' }
  /** at the nth time that this bot comes there */
  | { on: 'moment'; bot: 0 | 1; at: Moment; nth: number; does: 'throws' }
  | { on: 'moment'; bot: 0 | 1; at: Moment; nth: number; does: 'waits'; ms: number }
  | { on: 'person'; user: string; set: { isAdmin?: boolean; deleted?: boolean }; silently?: true }
  | { on: 'clock'; hours: number }

/** `settles`: what is to be done now is done before it begins. `heals`: all that goes wrong ends. */
export type Step = { faults: Fault[]; acts: Act[]; settles?: true; heals?: true }
export type History = { seed: number; steps: Step[] }

/** In words, for the counters. */
export const named = (it: Fault): string => {
  switch (it.on) {
    case 'slack':
      return `Slack ${it.does}`
    case 'database':
      return it.does === 'slow'
        ? 'the database is slow'
        : it.does === 'cut'
          ? 'the database is cut'
          : 'a COMMIT is not answered'
    case 'phones':
      return `phones: ${it.does}`
    case 'moment':
      return `${it.does} ${it.at}`
    case 'person':
      return it.silently ? 'a role changes silently' : 'a role changes'
    case 'clock':
      return 'time passes'
  }
}

const GROUPS = ['600', '600', '600', '601', '601', '602']
const PHONES = ['101', '102', '105', '106', '108', '109']
const METHODS = ['response_url', 'chat.postMessage', 'chat.update', 'views.open', 'users.info']
const MOMENTS: Moment[] = [
  'before commit',
  'after commit',
  'before ack',
  'job taken',
  'after intent recorded',
  'half of apply',
  'after apply',
  'before outcome recorded',
  'after Slack took a post',
  'before noting it',
]

/** `without`: kinds of faults that are left out (by the name that `named` gives them). */
export function historyOf(seed: number, without: readonly string[] = []): History {
  const dice = diceOf(seed)
  const steps = Array.from({ length: dice.from(1, 3) }, () => stepOf(dice, without))
  return { seed, steps: dice.in100(40) ? [...steps, ...requestOf(dice, without)] : steps }
}

function stepOf(dice: Dice, without: readonly string[]): Step {
  const count = dice.weighed([
    [25, 0],
    [40, 1],
    [25, 2],
    [10, 3],
  ])
  const faults = Array.from({ length: count }, () => faultOf(dice)).filter((it) => !without.includes(named(it)))
  const isByHand = faults.some((it) => it.on === 'phones' && it.does === 'by hand')
  const acts = dice.in100(25) ? togetherOf(dice) : Array.from({ length: dice.from(1, 3) }, () => actOf(dice))
  return {
    faults,
    acts,
    ...((isByHand || dice.in100(35)) && { settles: true }),
    ...(dice.in100(15) && { heals: true }),
  }
}

/** Somebody asks, and what is to be decided is decided by several. */
function requestOf(dice: Dice, without: readonly string[]): Step[] {
  const [asked, decided] = [stepOf(dice, without), stepOf(dice, without)]
  const asks = dice.pick([
    `swap 600 108 ${dice.pick(['101', '106'])}`,
    `time 600 ${dice.from(5, 30)}`,
    'remove 600 102',
    'mode 601 simultaneous',
  ])
  const press = (as: string, what: string, bot: 0 | 1) => ({ as, press: what, bot })
  const isAdmin: Fault[] = [
    { on: 'person', user: LEAD, set: { isAdmin: true } },
    { on: 'clock', hours: 0.02 }, // what was believed of her is forgotten
  ]
  // half a minute ago, so that only what is believed for a minute says that she is
  const isNone: Fault[] = [
    { on: 'person', user: 'UCHLOE', set: { isAdmin: false }, silently: true },
    { on: 'clock', hours: 0.01 },
  ]
  const both = dice.weighed<{ acts: Act[]; first?: Fault[] }>([
    [4, { acts: [press('UALICE', 'approve', 0), press('UCHLOE', 'approve', 1)] }],
    [3, { acts: [press('UALICE', 'approve', 0), press('UCHLOE', 'decline', 1)] }],
    [1, { acts: [press('UALICE', 'decline', 0), press(LEAD, 'withdraw', 1)] }],
    [2, { acts: [press('UCHLOE', 'approve', 1)] }],
    // who may decide by now, but not this; who may not any more, and the bot has not heard of it
    [2, { acts: [press(LEAD, 'approve', 0), press(LEAD, 'approve', 1)], first: isAdmin }],
    [2, { acts: [press('UCHLOE', 'approve', 0), press('UCHLOE', 'approve', 1)], first: isNone }],
  ])
  const faults = both.first
    ? [...decided.faults.filter((it) => it.on !== 'person' && it.on !== 'clock'), ...both.first]
    : decided.faults
  return [
    { faults: asked.faults, acts: [{ as: LEAD, line: `/ringgroup ${asks}`, ...wayOf(dice) }] },
    { faults, acts: both.acts, settles: true },
  ]
}

const botOf = (dice: Dice) => dice.pick([0, 1] as const)
const wayOf = (dice: Dice): Way => ({
  ...(dice.in100(40) && { bot: botOf(dice) }),
  ...(dice.in100(12) && { twice: true }),
  ...(dice.in100(8) && { late: true }),
})

function actOf(dice: Dice): Act {
  const as = dice.weighed([
    [35, 'UALICE'],
    [25, 'UCHLOE'],
    [22, LEAD],
    [8, 'UBRUNO'],
    [6, 'UOMAR'],
    [4, 'UGUEST'],
  ] as const)
  const way = wayOf(dice)
  const what = dice.weighed([
    [68, 'line'],
    [20, 'press'],
    [6, 'opens'],
    [6, 'sends'],
  ] as const)
  if (what === 'line') return { as, line: `/ringgroup ${lineOf(dice)}`, ...way }
  if (what === 'opens')
    return { as, opens: `/ringgroup ${dice.pick(['edit', 'rename', 'mode', 'time'])} ${dice.pick(GROUPS)}`, ...way }
  if (what === 'sends') return { as, sends: { ringSeconds: `${dice.from(5, 30)}`, name: nameOf(dice) }, ...way }
  const older = dice.in100(30) ? { older: dice.from(1, 3) } : {}
  return {
    as,
    press: dice.pick(['undo', 'undo', 'undo', 'approve', 'decline', 'withdraw', 'push', 'adopt', 'retry']),
    ...older,
    ...way,
  }
}

const nameOf = (dice: Dice) => dice.pick(['Support', 'Sales', 'Desk', 'Night', 'Été & <co>'])

function lineOf(dice: Dice): string {
  const [group, one, other] = [dice.pick(GROUPS), dice.pick(PHONES), dice.pick(PHONES)]
  const seconds = dice.from(5, 30)
  return dice.weighed([
    [24, `time ${group} ${seconds}`],
    [12, `mode ${group} ${dice.pick(['consecutive', 'simultaneous'])}`],
    [10, `add ${group} ${one}`],
    [8, `remove ${group} ${one}`],
    [8, `swap ${group} ${one} ${other}`],
    [5, `order ${group} ${one}`],
    [6, `rename ${group} ${nameOf(dice)}`],
    [6, `create ${nameOf(dice)} ${dice.pick(['602', '603'])} ${one} ${other}`],
    [3, `renumber ${group} ${dice.pick(['602', '603', '604'])}`],
    [4, `assign ${dice.pick(['+33155500103', '+33155500104'])} ${group}`],
    [2, `unassign +33155500103`],
    [9, 'undo'],
    [3, `show ${group}`],
    [3, 'list'],
    [2, `history ${group}`],
    [2, 'requests'],
    [2, `remove ${group} ${one} until=2h`],
    [2, `push ${group}`],
    [1, 'check'],
    [1, 'nonsense'],
  ])
}

/** What only hurts when it happens at the same moment. */
function togetherOf(dice: Dice): Act[] {
  const group = dice.pick(GROUPS)
  return dice.pick<() => Act[]>([
    () => ADMINS.map((as, bot) => ({ as, line: `/ringgroup time ${group} ${dice.from(5, 30)}`, bot: bot as 0 | 1 })),
    () => [
      { as: LEAD, line: '/ringgroup swap 600 108 101' },
      { as: 'UALICE', line: `/ringgroup mode 600 ${dice.pick(['consecutive', 'simultaneous'])}` },
    ],
    () => ADMINS.map((as, bot) => ({ as, press: 'approve', bot: bot as 0 | 1 })),
    () => [
      { as: 'UALICE', press: 'approve', bot: 0 },
      { as: 'UCHLOE', press: 'decline', bot: 1 },
      { as: LEAD, press: 'withdraw' },
    ],
    () => ADMINS.map((as) => ({ as, line: '/ringgroup undo' })),
  ])()
}

function faultOf(dice: Dice): Fault {
  const on = dice.weighed([
    [26, 'slack'],
    [20, 'phones'],
    [16, 'by hand'],
    [26, 'moment'],
    [14, 'database'],
    [7, 'person'],
    [7, 'clock'],
  ] as const)
  switch (on) {
    case 'slack':
      return slackFault(dice)
    case 'phones':
      return phonesFault(dice)
    case 'by hand':
      return {
        on: 'phones',
        does: 'by hand',
        extension: dice.pick(['600', '601']),
        to: dice.weighed([
          [6, 'other'],
          [2, 'nothing'],
          [1, 'nonsense'],
        ] as const),
      }
    case 'moment':
      return momentFault(dice)
    case 'database':
      return databaseFault(dice)
    case 'person':
      return {
        on: 'person',
        user: dice.pick(['UCHLOE', LEAD]),
        set: dice.in100(70) ? { isAdmin: dice.in100(40) } : { deleted: dice.in100(50) },
        ...(dice.in100(50) && { silently: true }),
      }
    case 'clock':
      return { on: 'clock', hours: dice.pick([0.02, 1, 3, 26]) }
  }
}

function slackFault(dice: Dice): Fault {
  if (dice.in100(10)) return { on: 'slack', does: 'comes from elsewhere', of: dice.pick(['team', 'app', 'enterprise']) }
  const method = dice.weighed(METHODS.map((it, i) => [[10, 4, 3, 1, 1][i]!, it] as const))
  if (dice.in100(25)) return { on: 'slack', method, does: 'is slow', ms: dice.from(10, 150) }
  // a client waits a second before it tries again what failed, and ten before it gives up: the answers to lines only
  const does = dice.pick(
    method === 'response_url' ? (['refuses', 'fails', 'did it and fails'] as const) : (['refuses'] as const),
  )
  return { on: 'slack', method, does, times: dice.from(1, 2) }
}

function phonesFault(dice: Dice): Fault {
  const on = 'phones'
  return dice.weighed<Fault>([
    [3, { on, does: 'off' }],
    [1, { on, does: 'forget' }],
    [2, { on, does: 'lose the last second' }],
    [1, { on, does: 'garbage' }],
    [3, { on, does: 'take some', takes: dice.from(0, 2) }],
    [7, { on, does: 'lie', takes: 0 }],
    [2, { on, does: 'late', ms: dice.from(5, 80) }],
    [3, { on, does: 'refuse', extension: dice.pick(GROUPS) }],
  ])
}

function momentFault(dice: Dice): Fault {
  const it = { on: 'moment', bot: botOf(dice), at: dice.pick(MOMENTS), nth: dice.from(1, 2) } as const
  return dice.in100(45) ? { ...it, does: 'throws' } : { ...it, does: 'waits', ms: dice.from(5, 120) }
}

function databaseFault(dice: Dice): Fault {
  const [on, bot] = ['database' as const, botOf(dice)]
  return dice.weighed<Fault>([
    [1, { on, bot, does: 'cut' }],
    [2, { on, bot, does: 'loses the reply to COMMIT' }],
    [1, { on, bot, does: 'slow', ms: dice.from(1, 10) }],
  ])
}
