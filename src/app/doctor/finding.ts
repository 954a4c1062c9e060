// What the doctor says of one thing: a line of its table, with what to do where something is wrong.
import { setTimeout as sleep } from 'node:timers/promises'

export type State = 'OK' | 'warning' | 'failed'
export type Finding = { what: string; state: State; says: string; repair?: string }

export const ok = (what: string, says: string): Finding => ({ what, state: 'OK', says })
export const warning = (what: string, says: string, repair: string): Finding => ({
  what,
  state: 'warning',
  says,
  repair,
})
export const failed = (what: string, says: string, repair: string): Finding => ({ what, state: 'failed', says, repair })

/** Milliseconds for one check. */
const PATIENCE = 8000

/** A check that never takes long and never throws. */
export async function bounded(what: string, check: () => Promise<Finding[]>, ms = PATIENCE): Promise<Finding[]> {
  const over = new AbortController()
  const late = sleep(ms, undefined, { signal: over.signal }).then(() => [
    failed(what, `no answer within ${ms / 1000} s`, 'See whether a firewall or a proxy stands between.'),
  ])
  late.catch(() => {})
  try {
    return await Promise.race([check(), late])
  } catch (error) {
    return [failed(what, `the check itself failed: ${(error as Error).message}`, 'Please report this as a bug.')]
  } finally {
    over.abort()
  }
}

const MARKS: Record<State, string> = { OK: 'OK     ', warning: 'warning', failed: 'FAILED ' }

/** As it is printed. */
export function tableOf(findings: Finding[]): string {
  const width = Math.max(...findings.map((it) => it.what.length))
  const rows = findings.map(({ what, state, says, repair }) => {
    const indent = ' '.repeat(width + 11)
    return [`${MARKS[state]}  ${what.padEnd(width)}  ${says}`, ...(repair ? [`${indent}→ ${repair}`] : [])].join('\n')
  })
  return [...rows, '', verdictOn(findings)].join('\n')
}

function verdictOn(findings: Finding[]): string {
  const [bad, odd] = (['failed', 'warning'] as const).map((state) => findings.filter((it) => it.state === state).length)
  if (bad) return `${bad} of ${findings.length} failed.`
  return odd ? `Nothing failed; ${odd} to look at.` : 'All is well.'
}
