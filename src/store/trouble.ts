// What the database cannot do at the moment, as whoever runs it has to know it. It is no fault of ours, and nothing was changed.

/** `crowded`: no connection is left; `slow`: a statement, a lock or a transaction took too long. */
export type Trouble = 'readOnly' | 'full' | 'crowded' | 'memory' | 'forbidden' | 'slow'

/** https://www.postgresql.org/docs/current/errcodes-appendix.html, and Prisma's own where it hides those. */
const CODES: Record<string, Trouble> = {
  '25006': 'readOnly',
  '53100': 'full',
  '53300': 'crowded',
  P2037: 'crowded',
  '53000': 'memory',
  '53200': 'memory',
  '42501': 'forbidden',
  '28000': 'forbidden',
  '28P01': 'forbidden',
  '57014': 'slow',
  '55P03': 'slow',
  '25P03': 'slow',
  '25P04': 'slow',
  P2028: 'slow',
}

/** One line of the log, for whoever can mend it. */
export const REPAIR: Record<Trouble, string> = {
  readOnly:
    'the database is read-only: it is a standby, or default_transaction_read_only is on; nothing can be changed until DATABASE_URL leads to one that can be written',
  full: 'the disk of the database is full: nothing can be changed until there is room',
  crowded: 'the database has no connection left: raise max_connections, or close those of others',
  memory: 'the database has run out of memory: give it more, or lower work_mem and max_connections',
  forbidden:
    'the database refuses its account a right, or its password: look at the role in DATABASE_URL and its grants',
  slow: 'the database took too long: look for locks that are held, and for a disk or a processor that is busy',
}

/** null: something else is wrong. */
export function troubleOf(error: unknown): { trouble: Trouble; code: string } | null {
  const code = codesIn(error).find((it) => Object.hasOwn(CODES, it))
  return code ? { trouble: CODES[code]!, code } : null
}

type Layers = { code?: unknown; originalCode?: unknown; cause?: unknown; meta?: { driverAdapterError?: unknown } }

/** PostgreSQL's code lies under two layers of Prisma's, which have codes of their own. */
function codesIn(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 4) return []
  const { code, originalCode, cause, meta } = error as Layers
  const here = [originalCode, code].filter((it) => typeof it === 'string')
  return [...codesIn(meta?.driverAdapterError, depth + 1), ...codesIn(cause, depth + 1), ...here]
}
