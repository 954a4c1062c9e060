/** What was done, what went wrong, and which states were reached; counted over many histories and processes. */
export type Counts = {
  histories: number
  steps: number
  acts: number
  faults: Record<string, number>
  states: Record<string, number>
}

export const noCounts = (): Counts => ({ histories: 0, steps: 0, acts: 0, faults: {}, states: {} })

/** States without which a run has shown nothing: one that is never reached fails the run that is meant to reach it. */
export const STATES = [
  'a change is written while the phones are',
  'two decide at once',
  'two change at once',
  'a button of an older message is pressed',
  'a form is sent that others have overtaken',
  'a request is granted',
  'a request is declined',
  'something is sent twice',
  'something arrives late',
  'a change is refused by the phones',
  'a change waits behind what others wrote on the phones',
  'an answer goes to direct messages',
  'a job fails and is tried again',
  'somebody without the right asks',
  'a version is put back after the phones lost it',
] as const
export type State = (typeof STATES)[number] | 'a COMMIT is uncertain'

export function openCounters() {
  const counts = noCounts()
  const count = (in_: Record<string, number>, what: string) => void (in_[what] = (in_[what] ?? 0) + 1)
  return {
    counts,
    happened: (fault: string) => count(counts.faults, fault),
    reached: (state: State) => count(counts.states, state),
  }
}
export type Counters = ReturnType<typeof openCounters>

export function sum(all: Counts[]): Counts {
  const total = noCounts()
  for (const it of all) {
    for (const key of ['histories', 'steps', 'acts'] as const) total[key] += it[key]
    for (const key of ['faults', 'states'] as const)
      for (const [what, times] of Object.entries(it[key])) total[key][what] = (total[key][what] ?? 0) + times
  }
  return total
}
