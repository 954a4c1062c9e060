import type { HomeView } from '@slack/types'
import type { RingGroup } from '../ring/group.ts'
import type { Words } from '../words/index.ts'
import { press } from './controls.ts'
import { section } from './message.ts'

export const homeView = (w: Words, groups: RingGroup[]): HomeView => ({
  type: 'home',
  blocks: groups.map((it) => section(`${it.name} (${it.extension})`, press('show', w.press.showGroup, { group: it.id }))),
})
