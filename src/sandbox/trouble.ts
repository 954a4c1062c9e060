// What can go wrong with Slack, on demand: rate limits, slowness, failures, blocks it does not have yet.
export type Trouble = { delay?: number; status?: number; error?: string } // ms before the answer; an HTTP status, or Slack's own error, instead of it
export type Troubles = ReturnType<typeof openTroubles>

export function openTroubles() {
  const limited = new Map<string, number>()
  const troubled = new Map<string, Trouble>()
  const gated = new Set<string>()

  return {
    /** From now on and for so long this method answers 429. In real time, as the Retry-After of whoever waits. */
    limit: (method: string, seconds: number) => void limited.set(method, Date.now() + seconds * 1000),
    /** Until told otherwise (null). `*` is every method; `response_url` counts as one. */
    trouble: (method: string, trouble: Trouble | null) =>
      void (trouble ? troubled.set(method, trouble) : troubled.delete(method)),
    /** A block or element type that this workspace does not have (yet). */
    gate: (type: string, on = true) => void (on ? gated.add(type) : gated.delete(type)),

    gated,
    retryAfter(method: string) {
      const left = (limited.get(method) ?? 0) - Date.now()
      return left > 0 ? Math.ceil(left / 1000) : 0
    },
    of: (method: string): Trouble => troubled.get(method) ?? troubled.get('*') ?? {},
  }
}
