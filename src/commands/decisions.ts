// A request is decided once, in one transaction with what it does.
import type { UserId } from '../ring/actor.ts'
import { Refusal } from '../ring/refusal.ts'
import { resultOf, type Decision, type Request } from '../ring/request.ts'
import { alone } from '../store/db.ts'
import { groupsWithIds } from '../store/groups.ts'
import { decide, requestNumbered, showAnew } from '../store/requests.ts'
import { decisionLine } from '../views/request-card.ts'
import type { Asking, Command, Ctx, Reply } from './command.ts'
import { inWords } from './in-words.ts'

type Perform = (ctx: Ctx) => Promise<Reply>
/** Every command by its name: the registry's, which has those in it that call this. */
export type All = () => Record<string, Command>

/**
 * Runs what was asked, by right of whoever approves, as the wish of the requester; both are asked of Slack again. `seen` is
 * the result that was approved: if it would be another by now, it is shown anew and nothing happens. Without it somebody
 * has edited the request, and `perform` is what they made of it.
 */
export async function grant(
  ctx: Asking,
  id: string,
  { all, seen, perform }: { all: All; seen?: string | undefined; perform?: Perform },
): Promise<Reply> {
  const asked = await requestNumbered(ctx.db, id)
  const by = await mayDecide(ctx, asked)
  const requester = await ctx.actorNow(asked.by)
  const it = all()[asked.command]!
  const verdict = requester ? it.allow(requester, asked.found) : 'no'
  const outcome = await alone(ctx.db, async (db): Promise<Reply | Decision | 'anew'> => {
    const request = await requestNumbered(db, id)
    if (request.decision) throw decided(request)
    const close = async (why: Extract<Decision, { how: 'void' }>['why']): Promise<Decision> => {
      const decision: Decision = { how: 'void', why, at: ctx.now() }
      await decide(db, id, decision)
      return decision
    }
    if (!requester) return close('left')
    if (verdict === 'no') return close('role')
    if ((await groupsWithIds(db, request.groups)).length < request.groups.length) return close('group')
    const granted: Ctx = {
      ...ctx,
      db,
      wish: { command: request.command, by: request.by, approvedBy: by, because: { request: id } },
      place: request.place,
      askedIn: `request ${id}`,
      opened: perform ? ctx.opened : ((request.opened ?? undefined) as Ctx['opened']),
    }
    const run: Perform = perform ?? ((on) => it.run(on, request.found) as Promise<Reply>)
    if (!perform) {
      const preview = await run({ ...granted, preview: true })
      if (!('touched' in preview)) return close('unchanged')
      if (resultOf(preview.touched) !== seen) {
        await showAnew(db, id, preview.touched, ctx.now())
        return 'anew'
      }
    }
    const reply = await run(granted)
    if (!('touched' in reply)) return reply
    if (!(await decide(db, id, { how: 'approved', by, at: ctx.now() })))
      throw decided(await requestNumbered(ctx.db, id))
    return reply
  })
  if (outcome === 'anew') return { message: inWords(ctx.words.requests.lookAgain), refused: true }
  if ('how' in outcome) return { message: inWords(decisionLine(ctx.words, outcome, asked.by)), refused: true }
  return 'touched' in outcome ? noted(ctx, ctx.words.requests.approved) : outcome
}

/** Whoever pressed something that only they see reads there what came of it; elsewhere the card says it. */
export const noted = ({ place }: Asking, sentence: string): Reply =>
  place?.replaces ? { message: inWords(sentence) } : { touched: [] }

/** An admin by now, and not the one who asks. */
export async function mayDecide(ctx: Asking, request: Request): Promise<UserId> {
  const { user } = ctx.actor
  if (request.by === user) throw new Refusal((w) => w.requests.ownRequest)
  const now = user && (await ctx.actorNow(user))
  if (!user || now?.role !== 'admin') {
    const admins = await ctx.admins()
    throw new Refusal((w) => w.notAllowed(admins))
  }
  if (request.decision) throw decided(request)
  return user
}

/** Somebody was quicker. */
export const decided = ({ decision, by }: Request): Refusal =>
  new Refusal((w) => `${w.requests.already} ${decision ? decisionLine(w, decision, by) : ''}`)
