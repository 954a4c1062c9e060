// The variant for FreePBX, with FreePBX's entries in AstDB and the names of its contexts on a plain Asterisk.
import { it } from 'vitest'
import type { Extension } from '../../src/ring/group.ts'
import { outside } from '../kit/asterisk/caller.ts'
import { openStages } from '../kit/asterisk/stage.ts'
import { startTimeline } from '../kit/asterisk/timeline.ts'

const { story } = openStages({ freepbx: true })

type Asks = { ask(action: string, headers: Record<string, string>): Promise<unknown> }
async function users(pbx: Asks, phones: Extension[]) {
  const put = (Family: string, Key: string, Val: string) => pbx.ask('DBPut', { Family, Key, Val })
  for (const it of phones) {
    await put('AMPUSER', `${it}/device`, it)
    await put('DEVICE', `${it}/dial`, `PJSIP/${it}`)
  }
  return put
}

it.concurrent(
  'all devices of all members, but for those that are off or do not want to be disturbed',
  story({ phones: 4 }, async (s) => {
    const [a, b, quiet] = s.phones
    const put = await users(s.pbx, s.phones)
    await put('AMPUSER', `${a}/device`, `${a}&${s.caller}`) // two devices, one of them no phone of ours
    await put('DND', quiet!, 'YES')
    await s.apply([s.plan()])
    await Promise.all([a, b, quiet].map((it) => s.on(it!)))
    await s.call(s.groups[0]!)
    s.went(`${a} rings at 0 s, ${b} rings at 0 s, voicemail 100 answers at 2 s`)
  }),
)

it.concurrent(
  'one after another, from outside, then another group, then an extension and its box',
  story({ phones: 3, groups: 2, numbers: 1 }, async (s) => {
    const [a, b, c] = s.phones
    const [one, two] = s.groups
    await users(s.pbx, s.phones)
    await s.apply([
      s.plan({ members: [a], directNumbers: s.numbers, fallback: { to: 'extension', target: two } }),
      s.plan({ extension: two, mode: 'consecutive', members: [b], fallback: { to: 'extension', target: c } }),
    ])
    await Promise.all([a, b].map((it) => s.on(it!)))
    await s.call(s.numbers[0]!, { from: outside('+33612345601') })
    s.went(`${a} rings at 0 s, ${b} rings at 2 s, voicemail ${c} answers at 4 s`)
    await s.apply([], [one!, two!])
  }),
)

it.concurrent(
  'what cannot be read, and a fallback that is gone, end in the company’s box',
  story({ groups: 2 }, async (s) => {
    await s.pbx.ask('DBPut', { Family: 'rg', Key: s.groups[0]!, Val: 'somebody was here' })
    await s.apply([s.plan({ extension: s.groups[1], fallback: { to: 'voicemail', target: '499' } })])
    for (const group of s.groups) {
      const timeline = startTimeline()
      await s.call(group, {}, timeline)
      s.went('voicemail 100 answers at 0 s', timeline)
    }
  }),
)
