import { afterEach, expect } from 'vitest'
import { refusedHosts } from './outgoing.ts'

/** Also what nobody waited for, or whose error was caught. */
// oxlint-disable-next-line vitest/no-standalone-expect
afterEach(() => expect(refusedHosts(), 'hosts that a test run has no business with').toEqual([]))
