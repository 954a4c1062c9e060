// What the phones held over time, and by whose doing.
import type { simulated } from '../../src/phones/simulated/index.ts'

type Phones = ReturnType<typeof simulated>
/** `text`: what stood there from then on; null: nothing. `ours`: by the bot, and not by hand or by a restart of the phones. */
export type Held = { at: number; extension: string; text: string | null; ours: boolean }

/** Several bots on the same phones; each tells of what it writes itself. */
export function watchPhones(all: Phones[], now: () => Date) {
  let known = new Map<string, string>()
  let events: Held[] = []
  let ours = true

  function look() {
    const held = new Map(all[0]!.panel().held.map((it) => [it.extension, it.text]))
    const at = now().getTime()
    for (const extension of new Set([...known.keys(), ...held.keys()])) {
      const text = held.get(extension) ?? null
      if (text !== (known.get(extension) ?? null)) events.push({ at, extension, text, ours })
    }
    known = held
  }
  const unwatch = all.map((it) => it.onWall(look))
  look()

  return {
    events: () => events,
    holds: (extension: string) => known.get(extension) ?? null,
    /** Not the bot does this. */
    byOthers(does: () => void) {
      ours = false
      does()
      look()
      ours = true
    },
    /** A history begins with what is held now. */
    begins() {
      look()
      const at = now().getTime()
      events = [...known].map(([extension, text]) => ({ at, extension, text, ours: false }))
    },
    close: () => unwatch.forEach((it) => it()),
  }
}
