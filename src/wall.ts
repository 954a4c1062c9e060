// The wall of phones in the sandbox: what the phones show, as plain data, and what people do at them.
import type { PhoneSystem } from './phones/phone-system.ts'
import type { Switches } from './phones/simulated/switches.ts'
import type { Wall } from './phones/wall.ts'
import { Extension } from './ring/group.ts'
import { national, parseNumber } from './ring/numbers.ts'
import type { Phones } from './sandbox/acts.ts'
import type { PhonesAct, PhonesPanel } from './sandbox/protocol.ts'
import { callsIn, naming, phonesIn } from './wall-lines.ts'
import { speak } from './words/index.ts'

/** Who calls in a play, in turn: several calls at once can be told apart. */
const CALLERS = [
  { number: '+33612345678', name: 'Jane Customer' },
  { number: '+33698765432', name: 'Marc Petit' },
  { number: '+442071838750', name: 'Priscilla Ward' },
]

const DOES = ['rings', 'answers', 'rejects', 'busy', 'off'] as const
const isDoing = (it: string): it is (typeof DOES)[number] => DOES.some((one) => one === it)

/** Phones that can be played with. */
export function playedWall(phones: PhoneSystem & Switches, country: string): Phones {
  let called = 0

  /** A word for why not, which the page has a sentence for. */
  function does(it: PhonesAct): string | null {
    const extension = 'extension' in it ? Extension.safeParse(it.extension).data : undefined
    if ('extension' in it && !extension) return 'nowhere'
    switch (it.what) {
      case 'on':
        phones.on()
        return null
      case 'off':
        phones.off()
        return null
      case 'forget':
        phones.forget()
        return null
      case 'edit':
        phones.byHand(extension!, it.text || null)
        return null
      case 'call': {
        const dialled = Extension.safeParse(it.to.replace(/\s/g, '')).data ?? parseNumber(it.to, country)
        const how = dialled ? phones.dial(dialled, CALLERS[called % CALLERS.length]!) : 'nowhere'
        if (how !== 'rings') return how
        called++
        return null
      }
      case 'answer':
      case 'reject':
        phones.pick(it.call, extension!, it.what)
        return null
      case 'hangup':
        phones.hangUp(it.call)
        return null
      case 'phone':
        if (isDoing(it.does)) phones.does(extension!, it.does)
        return null
      case 'speed':
        phones.passes(it.speed === '10' ? 10 : 1)
        return null
    }
  }

  return {
    act: does,
    panel(locale): PhonesPanel {
      const w = speak(locale)
      const wall = phones.wall()
      const { on, held } = phones.panel()
      const called = naming(w, wall)
      const isGroup = (it: string) => held.some(({ extension }) => extension === it)
      const lines = [
        ...phones.leads().flatMap(({ number, to }) => (to ? [{ number, shown: national(number, country), to }] : [])),
        ...wall.names.flatMap(({ extension: it }) => (isGroup(it) ? [{ number: it, shown: it, to: it }] : [])),
      ]
      return {
        on,
        plays: true,
        held,
        phones: phonesIn(wall, called, phones.doing),
        lines: lines
          .toSorted((one, other) => Number(isGroup(other.to)) - Number(isGroup(one.to)))
          .map(({ to, ...it }) => ({ ...it, leads: `${called(to)} (${to})`, group: isGroup(to) })),
        calls: callsIn(w, wall, called, country),
        speed: phones.speed(),
      }
    },
    watch(changed) {
      phones.watch({ back: changed, lost: changed, changed })
      phones.onWall(changed)
    },
  }
}

/** What one may see of real phones: how they are, and the calls; people act at the phones themselves. */
export function realWall(
  phones: Pick<PhoneSystem, 'trouble' | 'watch'> & {
    wall(): Wall
    onWall(changed: () => void): () => void
  },
  country: string,
): Phones {
  return {
    act: () => 'real',
    panel(locale): PhonesPanel {
      const w = speak(locale)
      const wall = phones.wall()
      const called = naming(w, wall)
      return {
        on: !phones.trouble?.(),
        plays: false,
        held: [],
        phones: phonesIn(wall, called),
        lines: [],
        calls: callsIn(w, wall, called, country),
        speed: 1,
      }
    },
    watch(changed) {
      phones.watch({ back: changed, lost: changed, changed })
      phones.onWall(changed)
    },
  }
}
