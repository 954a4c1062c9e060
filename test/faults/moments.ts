// What one bot does at the named moments: nothing, fail, or take its time, as the history says.
import { setTimeout as sleep } from 'node:timers/promises'
import type { CrashPoint, Moment } from '../../src/app/hooks.ts'
import type { Fault } from './history.ts'
import type { Counters } from './counters.ts'
import { named } from './history.ts'

type Armed = Extract<Fault, { on: 'moment' }> & { seen: number }

export const THROWN = 'the machine says: it fails here'

export function momentsOf(counters: Counters) {
  let armed: Armed[] = []
  const passing = new Map<Moment, number>()
  let isPushing = false
  let thrownBeforeAck = false

  const at: CrashPoint = async (moment) => {
    passing.set(moment, (passing.get(moment) ?? 0) + 1)
    if (moment === 'after intent recorded') isPushing = true
    if (moment === 'before outcome recorded') isPushing = false
    if (moment === 'before commit' && isPushing) counters.reached('a change is written while the phones are')
    const due = armed.find((it) => it.at === moment && ++it.seen === it.nth)
    if (!due) return
    armed = armed.filter((it) => it !== due)
    counters.happened(named(due))
    if (due.does === 'waits') return sleep(due.ms)
    isPushing = false
    if (moment === 'before ack') thrownBeforeAck = true
    throw new Error(`${THROWN}: ${moment}`)
  }
  return {
    at,
    arm: (it: Extract<Fault, { on: 'moment' }>) => void armed.push({ ...it, seen: 0 }),
    disarm: () => void (armed = []),
    wasThrownBeforeAck: () => thrownBeforeAck,
    passed: (moment: Moment) => passing.get(moment) ?? 0,
  }
}
