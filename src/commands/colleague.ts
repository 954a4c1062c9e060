// Somebody in Slack, however they were called: a mention, or a name or an extension of the directory that is their phone.
import { UserId, type Actor } from '../ring/actor.ts'
import { Refusal, type Problem } from '../ring/refusal.ts'
import type { Asking } from './command.ts'
import { extensionNamed, namesOf } from './find.ts'
import { usersOf } from './phone-of.ts'

type Person = Exclude<Actor, { role: 'clock' }>

/** How a form and a button say somebody: as if they had been mentioned. */
export const mention = (user: UserId) => `<@${user}>`

/** A regular member of the workspace, as Slack says now. */
export async function colleagueNamed(ctx: Asking, said: string, field: string): Promise<Person> {
  const user = mentioned(said) ?? (await userCalled(ctx, said, field))
  const now = await ctx.actorNow(user)
  if (!now || now.role === 'clock') throw new Refusal({ field, say: (w) => w.people.notRegular(user) })
  return now
}

/** Each once, in their order; all that is wrong at once. */
export async function colleaguesNamed(ctx: Asking, said: string[], field: string): Promise<UserId[]> {
  const found: UserId[] = []
  const problems: Problem[] = []
  for (const [place, it] of said.entries()) {
    try {
      found.push((await colleagueNamed(ctx, it, field)).user)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const all = (input: Record<string, unknown>) => ({ [field]: said.with(place, String(input[field])) })
      for (const problem of error.problems)
        problems.push({ ...problem, choices: problem.choices?.map((one) => ({ ...one, input: all(one.input) })) ?? [] })
    }
  }
  if (problems.length > 0) throw new Refusal(...problems)
  return [...new Set(found)]
}

/** Whom a form is to show, whoever it is; undefined: nobody knows. */
export const colleagueMeant = async (ctx: Asking, said: string | undefined): Promise<UserId | undefined> =>
  said === undefined ? undefined : (mentioned(said) ?? (await userCalled(ctx, said, 'person').catch(() => undefined)))

/** Somebody who was mentioned, whoever it is. */
export const mentioned = (said: string): UserId | undefined =>
  UserId.safeParse(/^<@([UW]\w+)(\|.*)?>$/.exec(said)?.[1]).data

/** Whoever has the phone that is called so. */
async function userCalled(ctx: Asking, said: string, field: string): Promise<UserId> {
  const extension = await extensionNamed(ctx, said, field)
  const [only, ...others] = await usersOf(ctx, extension)
  const called = (await namesOf(ctx, [extension]))(extension)
  if (!only) throw new Refusal({ field, say: (w) => w.people.noAccount(called) })
  if (others.length === 0) return only
  const choices = [only, ...others].slice(0, 5).map(async (user) => {
    const name = await ctx.nameOf(user)
    return { label: () => `@${name}`, input: { [field]: mention(user) } }
  })
  throw new Refusal({ field, say: (w) => w.people.whichAccount(called), choices: await Promise.all(choices) })
}
