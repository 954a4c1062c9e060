// A no for lack of a right, and for want of a phone: both name two admins, and offer to ask them.
import type { UserId } from '../ring/actor.ts'
import { Refusal, type Choice } from '../ring/refusal.ts'
import type { Asking } from './command.ts'

/** A button holds 2,000 characters. */
const LONGEST = 1800
/** What only buttons ask for is no line that anybody could type: what an admin would look at instead. */
const LOOKS: Record<string, string> = { approve: 'requests', decline: 'requests', amend: 'requests', retry: 'check' }

/** Says who may. `all`: what was said; null: nothing that an admin could do. */
export async function notAllowed(ctx: Asking, name: string, all: Record<string, unknown> | null): Promise<Refusal> {
  const admins = await ctx.admins()
  if (!all) return new Refusal((w) => w.notAllowed(admins))
  const { amends: _, '…': _left, ...said } = all
  const looks = LOOKS[name]
  return new Refusal({
    say: (w) => w.notAllowed(admins),
    choices: admins.length > 0 ? [askThem(looks ?? name, looks ? {} : said)] : [],
  })
}

/** Whose phone is not known can ask for nothing that is about it. */
export async function noPhone(ctx: Asking, user: UserId): Promise<Refusal> {
  const admins = await ctx.admins()
  return new Refusal({
    say: (w) => w.people.whichPhone(admins),
    choices: admins.length > 0 ? [askThem('link', { person: `<@${user}>` })] : [],
  })
}

function askThem(command: string, said: Record<string, unknown>): Choice {
  const isLong = JSON.stringify(said).length > LONGEST
  const group = typeof said['group'] === 'string' && said['group'].length < 100 ? { group: said['group'] } : {}
  return { label: (w) => w.pleas.press, command: 'plead', input: { command, said: isLong ? group : said } }
}
