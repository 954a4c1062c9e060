import type { HomeView } from '@slack/types'
import { homeView } from '../views/home.ts'
import { searchGroups } from '../store/groups.ts'
import type { Asking } from './command.ts'

export async function homeOf(ctx: Asking): Promise<HomeView> {
  const { groups } = await searchGroups(ctx.db, '', { limit: 20 })
  return homeView(ctx.words, groups)
}
