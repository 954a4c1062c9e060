/** One after the other. Who could not be reached, or what has failed, has held up no other, and is tried again. */
export async function each<T>(all: Iterable<T>, work: (it: T) => Promise<unknown>): Promise<void> {
  const failed: unknown[] = []
  for (const it of all) await work(it).catch((error: unknown) => failed.push(error))
  if (failed.length > 0) throw failed[0]
}
