// A request is decided once, in one transaction with what it does.
import type { Actor, UserId } from '../ring/actor.ts'
import { idsIn } from '../ring/change.ts'
import { Refusal } from '../ring/refusal.ts'
import { resultOf, type Decision, type Request } from '../ring/request.ts'
import { alone, type Db } from '../store/db.ts'
import { decide, openInShort, requestNumbered, showAnew, type InShort } from '../store/requests.ts'
import { decisionLine } from '../views/request-card.ts'
import type { Asking, Command, Ctx, Instead, Reply } from './command.ts'
import { inWords } from './in-words.ts'

type Perform = (ctx: Ctx) => Promise<Reply | Instead>
/** Every command by its name: the registry's, which has those in it that call this. */
export type All = () => Record<string, Command>

/**
 * Runs what was asked, by right of whoever approves, as the wish of the requester; both are asked of Slack again. `seen` is
 * the result that was approved: if it would be another by now, it is shown anew and nothing happens. Without it somebody
 * has edited the request, and `edited` is what they made of it: with the form of the same command.
 */
export async function grant(
  ctx: Asking,
  id: string,
  { all, seen, edited }: { all: All; seen?: string | undefined; edited?: { command: string; perform: Perform } },
): Promise<Reply | Instead> {
  const asked = await requestNumbered(ctx.db, id)
  const by = await mayDecide(ctx, asked)
  if (by instanceof Refusal) return asMessage(ctx, by)
  if (edited && edited.command !== asked.command) throw new Refusal((w) => w.retired)
  const requester = await ctx.actorNow(asked.by)
  const it = all()[asked.command]!
  const outcome = await alone(
    ctx.db,
    async (db): Promise<Reply | Instead | Decision | Refusal | 'anew'> => {
      const request = await requestNumbered(db, id)
      if (request.decision) return decided(request)
      const [open] = await openInShort(db, { id }) // who leads what is read in this transaction
      const over = open && endOf(open, it, requester, ctx.now())
      if (over) return close(db, over)
      const granted: Ctx = {
        ...ctx,
        db,
        wish: { command: request.command, by: request.by, approvedBy: by, because: { request: id } },
        place: request.place,
        askedIn: `request ${id}`,
        opened: edited ? ctx.opened : ((request.opened ?? undefined) as Ctx['opened']),
      }
      const run: Perform = edited?.perform ?? ((on) => it.run(on, request.found))
      if (!edited) {
        const preview = await asItIs(run({ ...granted, preview: true }))
        if (!('touched' in preview)) return close(db, { how: 'void', why: 'unchanged', at: ctx.now() })
        if (resultOf(preview.touched) !== seen) {
          await showAnew(db, id, preview.touched, ctx.now())
          return 'anew'
        }
      }
      const reply = await run(granted)
      if (!('touched' in reply)) return reply
      if (!idsIn(reply.touched).some((group) => request.groups.includes(group)))
        throw new Refusal({ field: 'group', say: (w) => w.requests.otherGroup })
      if (!(await decide(db, id, { how: 'approved', by, at: ctx.now() }))) throw decided(await requestNumbered(db, id))
      return reply
    },
    ctx.unsure,
  )
  if (outcome === 'anew') return { message: inWords(ctx.words.requests.lookAgain), refused: true }
  if (outcome instanceof Refusal) return asMessage(ctx, outcome)
  if ('how' in outcome) return { message: inWords(decisionLine(ctx.words, outcome, asked.by)), refused: true }
  return 'touched' in outcome ? noted(ctx, ctx.words.requests.approved) : outcome

  async function close(db: Db, decision: Decision): Promise<Decision> {
    await decide(db, id, decision)
    return decision
  }
}

/** Why nobody has to decide this any more; null: somebody has to. `requester`: as Slack says now; null: nobody we answer. */
export function endOf(
  { isThere, found, leads, expiresAt }: InShort,
  { allow }: Pick<Command, 'allow'>,
  requester: Actor | null,
  at: Date,
): Extract<Decision, { how: 'void' | 'expired' }> | null {
  if (!isThere) return { how: 'void', why: 'group', at }
  if (!requester) return { how: 'void', why: 'left', at }
  if (allow({ ...requester, leads } as Actor, found) === 'no') return { how: 'void', why: 'role', at }
  return expiresAt <= at ? { how: 'expired', at } : null
}

/** What cannot be done as the group is now stays open: somebody may edit it, or say no. */
const asItIs = (run: Promise<Reply | Instead>): Promise<Reply | Instead> =>
  run.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(...error.problems.map(({ say }) => ({ say })), (w) => w.requests.notAsItIs)
  })

/** No form can mend it. */
export const asMessage = ({ words }: Asking, { problems }: Refusal): Reply => ({
  message: inWords(problems.map((it) => it.say(words)).join('\n')),
  refused: true,
})

/** Whoever pressed something that only they see reads there what came of it; elsewhere the card says it. */
export const noted = ({ place }: Asking, sentence: string): Reply =>
  place?.replaces ? { message: inWords(sentence) } : { touched: [], note: sentence }

/** An admin by now, and not the one who asks; or why not. */
export async function mayDecide(ctx: Asking, request: Request): Promise<UserId | Refusal> {
  const { user } = ctx.actor
  if (request.by === user) return new Refusal((w) => w.requests.ownRequest)
  const now = user && (await ctx.actorNow(user))
  if (!user || now?.role !== 'admin') {
    const admins = await ctx.admins()
    return new Refusal((w) => w.notAllowed(admins))
  }
  return request.decision ? decided(request) : user
}

/** Somebody was quicker. */
export const decided = ({ decision, by }: Request): Refusal =>
  new Refusal((w) => `${w.requests.already} ${decision ? decisionLine(w, decision, by) : ''}`.trim())
