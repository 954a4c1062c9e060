import { setTimeout as sleep } from 'node:timers/promises'

type Options = {
  /** Whether trying again may help. */
  isPassing(error: unknown): boolean
  /** It did not work; it is tried again after so many seconds. */
  waits(error: unknown, seconds: number): void
  signal: AbortSignal | undefined
}

/** Milliseconds. */
const PAUSE = { least: 500, most: 10_000 }

/** Does it until it works, with growing pauses. Rejects with an error that does not pass, or with the reason of the signal. */
export async function patiently<T>(work: () => Promise<T>, { isPassing, waits, signal }: Options): Promise<T> {
  for (let pause = PAUSE.least; ; pause = Math.min(pause * 2, PAUSE.most)) {
    signal?.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      if (!isPassing(error)) throw error
      waits(error, pause / 1000)
    }
    await sleep(pause, undefined, { ...(signal && { signal }) }).catch(() => {})
  }
}
