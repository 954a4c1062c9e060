export type Entry = { at: number; who: string; what: string; detail: string }
export type Timeline = ReturnType<typeof startTimeline>

/** The record of one call. Times are seconds since the first caller dialled. */
export function startTimeline() {
  let zero = performance.now()
  const entries: Entry[] = []

  function note(who: string, what: string, detail = ''): Entry {
    if (what === 'dials' && !entries.some((entry) => entry.what === 'dials')) zero = performance.now()
    const entry = { at: (performance.now() - zero) / 1000, who, what, detail }
    entries.push(entry)
    return entry
  }

  /** What a bystander would tell: who rings, who answers, what the caller gets. */
  const story = () =>
    entries.flatMap(({ at, who, what, detail }) => {
      if (what === 'rings' || what === 'answers') return [{ at, text: `${who} ${what}` }]
      return what === 'gets' ? [{ at, text: `${who} gets ${detail}` }] : []
    })

  return {
    entries,
    note,
    /** Everything, one line each. */
    all: () =>
      entries
        .map(({ at, who, what, detail }) => `${at.toFixed(2).padStart(7)} s  ${who} ${what} ${detail}`.trimEnd())
        .join('\n'),
    /** The story in one line: "101 rings at 0.0 s, 102 rings at 2.0 s, voicemail 100 answers at 4.0 s". */
    tell: () =>
      story()
        .map(({ at, text }) => `${text} at ${at.toFixed(1)} s`)
        .join(', '),
    /** Who rang, in order. */
    rang: () => entries.filter((entry) => entry.what === 'rings').map((entry) => entry.who),
    /**
     * Where the story differs from the expected one, as sentences; empty when it does not. The expected one is written as
     * `tell` does; a moment may be off by so many seconds.
     */
    differences(expected: string, within = 0.9): string[] {
      const seen = story()
      const missing = expected
        .split(/,\s*/)
        .filter(Boolean)
        .flatMap((sentence) => {
          const [, text, at] = /^(.+) at ([\d.]+) s$/.exec(sentence) ?? []
          if (text === undefined) throw new Error(`not a sentence of a timeline: "${sentence}"`)
          const found = seen.findIndex((event) => event.text === text && Math.abs(event.at - Number(at)) <= within)
          if (found < 0) return [`missing: ${sentence}`]
          seen.splice(found, 1)
          return []
        })
      return [...missing, ...seen.map(({ at, text }) => `unexpected: ${text} at ${at.toFixed(1)} s`)]
    },
  }
}
