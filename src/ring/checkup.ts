/** How everything is: what those look at who look after it. */
export type Checkup = {
  /** null: it answers */
  downSince: Date | null
  /** when all groups were last compared with the phones; null: never yet */
  comparedAt: Date | null
  /** when the directory was last read */
  directoryAt: Date | null
  extensions: number
  numbers: number
  groups: number
  /** changes on their way, since when the oldest, and the names of the first groups */
  waiting: { changes: number; since: Date | null; groups: string[] }
  /** changes that the phones would not take, and that nothing has come after */
  refused: { change: string; group: string; why: Record<string, string> }[]
  /** extensions that hold what we never wrote */
  differ: number
}
