// How a reply reaches whoever asked: as a message, a form, or a view where they looked. What changes groups is not answered
// here: `tell` does, when it knows more.
import type { Logger } from '@slack/bolt'
import type { ModalView } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Asking, Reply } from '../commands/command.ts'
import { homeOf } from '../commands/home.ts'
import { greeting, inWords, shown, SHOWN } from '../commands/index.ts'
import type { Place } from '../ring/change.ts'
import { speak } from '../words/index.ts'
import { attempt, messageIn, type Answered, type Deps } from './asked.ts'
import { classic, isUnknownBlock } from './classic.ts'
import { withPlace } from './forms.ts'

export type Carrier = Deps & {
  /** of its own, for what people wait for: one rate limit on any method would hold up all calls of a client */
  quick: WebClient
}

/** The view that something was pressed in: the home has no id here, for nothing can be put above or in place of it. */
export type Surface = { id?: string; shows: boolean }
export const surfaceOf = ({ type, id, callback_id }: { type: string; id: string; callback_id: string }): Surface =>
  type === 'modal' ? { id, shows: callback_id === SHOWN } : { shows: false }

/** A workspace that lacks a newer block gets the form without it. */
export async function shownOrClassic<T>(view: ModalView, show: (view: ModalView) => Promise<T>): Promise<T> {
  try {
    return await show(view)
  } catch (error) {
    if (isUnknownBlock(error)) return show(classic(view))
    throw error
  }
}

const noteIn = (it: Answered<Reply>) => ('reply' in it && 'touched' in it.reply ? it.reply.note : undefined)

export function carrier(options: Carrier) {
  const { say, quick } = options

  /** Never throws: what did not arrive is in the log. */
  async function deliver(answered: Answered<Reply>, trigger: string, logger: Logger, on?: Surface) {
    await carry(answered, trigger, logger, on).catch((error: unknown) =>
      options.meter?.lost ? options.meter.lost('reply', error) : logger.warn('an answer did not arrive', error),
    )
  }

  async function carry(answered: Answered<Reply>, trigger: string, logger: Logger, on?: Surface) {
    const { place, words } = answered
    const message = messageIn(answered)
    const refused = 'problem' in answered || 'refused' in answered.reply
    if (message && on)
      await inView(withPlace(shown(words, message), place), trigger, on, refused).catch((error: unknown) => {
        logger.warn(error) // it took too long, or they look elsewhere by now
        return say({ ...place, replaces: false }, message)
      })
    else if (message) await say({ ...place, replaces: Boolean(place.replaces && !refused) }, message)
    else if ('reply' in answered && 'form' in answered.reply)
      await open(trigger, answered.reply.form, place, on, logger)
    else if (on?.shows && on.id)
      await quick.views.update({ view_id: on.id, view: shown(words, inWords(noteIn(answered) ?? words.start.told)) })
    if (answered.greets && place.url && !on) await say({ ...place, replaces: false }, greeting(words, answered.greets))
  }

  /** Whoever pressed something in a view looks there. What only shows something is replaced, as a message is; never by a refusal. */
  async function inView(view: ModalView, trigger_id: string, { id, shows }: Surface, refused: boolean) {
    if (!id) await quick.views.open({ trigger_id, view })
    else if (shows && !refused) await quick.views.update({ view_id: id, view })
    else await quick.views.push({ trigger_id, view })
  }

  async function open(trigger_id: string, form: ModalView, place: Place, on: Surface | undefined, logger: Logger) {
    const view = withPlace(form, place)
    try {
      await shownOrClassic(view, async (it) =>
        on?.id ? quick.views.push({ trigger_id, view: it }) : quick.views.open({ trigger_id, view: it }),
      )
    } catch (error) {
      logger.warn(error)
      await say({ ...place, replaces: false }, inWords(speak(place.language).tooLate))
    }
  }

  /** Drawn when it is opened, and after one's own actions; one after the other, so that the newest is what stays. */
  const homes = new Map<string, Promise<unknown>>()
  async function publishHome(user: string) {
    const turn = (homes.get(user) ?? Promise.resolve()).then(() => draw(user))
    const quiet = turn.catch(() => {})
    homes.set(user, quiet)
    await turn.finally(() => homes.get(user) === quiet && homes.delete(user))
  }
  async function draw(user: string) {
    const answered = await attempt(options, { user, askedIn: '' }, (ctx: Asking) => homeOf(ctx))
    const view =
      'reply' in answered ? answered.reply : { type: 'home' as const, blocks: inWords(answered.problem).blocks ?? [] }
    await quick.views.publish({ user_id: user, view })
  }

  return { deliver, publishHome }
}
