import type { Log } from './log.ts'

/** What was opened is closed in the opposite order, each once; what cannot be closed is logged, and holds up nothing else. */
export function openClosing(log: Log) {
  const open: (() => unknown)[] = []
  let closing: Promise<void> | undefined
  const close = async () => {
    for (const it of open.splice(0).reverse())
      await Promise.resolve()
        .then(it)
        .catch((error: unknown) => log.error({ err: error }, 'it could not be stopped in good order'))
  }
  return {
    /** Called when everything stops, before whatever was opened earlier. */
    later: (it: () => unknown) => void open.push(it),
    /** Asked twice, it is done once. */
    close: () => (closing ??= close()),
  }
}
