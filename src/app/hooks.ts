// The named moments at which a process may be killed, held up or told that something failed. Production hands in nothing,
// and nothing happens there; test/faults does.

/** In the order in which a change passes them, from the line that somebody types to the answer they read. */
export type Moment =
  /** everything is wired, and Slack is not listened to yet */
  | 'start'
  /** everything is written, in a transaction that has not committed yet */
  | 'before commit'
  | 'after commit'
  /** Slack is about to hear that we have what it sent */
  | 'before ack'
  /** a worker holds a job, and has not begun */
  | 'job taken'
  /** what is to be written to the phones is noted, and not written yet */
  | 'after intent recorded'
  /** the phones have taken all that is new, and nothing that goes away has gone yet */
  | 'half of apply'
  | 'after apply'
  /** the phones were read back, and nothing of that is noted yet */
  | 'before outcome recorded'
  /** Slack shows a message, and we have not noted it yet */
  | 'after Slack took a post'
  /** all that somebody was to be told is told, and not noted yet */
  | 'before noting it'
  /** nothing new is taken any more, and what was taken is not finished yet */
  | 'stop'

/** Waited for at each moment. Whoever throws there makes the work fail there; whoever does not return holds it up. */
export type CrashPoint = (moment: Moment) => Promise<void>

/** The same work, and behind it that moment. */
export const andThen =
  <A extends unknown[], R>(work: (...given: A) => Promise<R>, moment: Moment, at: CrashPoint | undefined) =>
  async (...given: A): Promise<R> => {
    const done = await work(...given)
    await at?.(moment)
    return done
  }
