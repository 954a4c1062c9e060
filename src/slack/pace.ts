// How fast one person may ask: about as fast as anybody can type and press, so that one who asks much faster holds up nobody
// else. What comes too fast is acknowledged and not looked at: nothing is parsed, and neither Slack nor the database is asked.
import type { AllMiddlewareArgs, AnyMiddlewareArgs, ViewSubmitAction } from '@slack/bolt'
import { inWords, shown } from '../commands/index.ts'
import { UserId } from '../ring/actor.ts'
import { speak } from '../words/index.ts'
import { fieldsIn } from './forms.ts'
import type { Carrier } from './reply.ts'

/** The sentence is said so often at most, in milliseconds, however much comes too fast. */
const SAID_MS = 5000
/** People who are remembered. Who has not asked for longest is forgotten first, and may begin anew. */
const MOST_PEOPLE = 10_000
/** After a pause somebody may do as much at once as in so many seconds, and never less than that. */
const SAVED = { seconds: 2, least: 10 }
/** A field that searches while somebody types, and the home, ask by themselves: they count apart, and for less. */
const LOOKS = 4

/** Counts what each person asks: so many a second. `monotonic` in milliseconds. */
export function openPace(perSecond: number, monotonic: () => number) {
  const most = Math.max(perSecond * SAVED.seconds, SAVED.least)
  const people = new Map<string, { left: number; at: number; saidAt: number }>()
  return {
    /** `say`: too fast, and nothing was said of it lately. */
    of(user: string): 'fine' | 'say' | 'silent' {
      const now = monotonic()
      const { left, at, saidAt } = people.get(user) ?? { left: most, at: now, saidAt: -Infinity }
      const has = Math.min(most, left + ((now - at) / 1000) * perSecond)
      const isFine = has >= 1
      const says = !isFine && now - saidAt >= SAID_MS
      people.delete(user) // who asks last stands last
      people.set(user, { left: isFine ? has - 1 : has, at: now, saidAt: says ? now : saidAt })
      if (people.size > MOST_PEOPLE) people.delete(people.keys().next().value!)
      return isFine ? 'fine' : says ? 'say' : 'silent'
    },
    /** How many people are remembered. */
    size: () => people.size,
  }
}

type Options = Pick<Carrier, 'settings' | 'say'> & {
  /** so many lines, presses and forms a second */
  pace: number
  monotonic?: () => number
  /** the language somebody reads, as far as it is known without asking Slack */
  knownLanguage(user: string): Promise<string | null>
}

/** Stands before everything else that Slack sends. */
export function paced({ pace, monotonic = () => performance.now(), knownLanguage, settings, say }: Options) {
  const acts = openPace(pace, monotonic)
  const looks = openPace(pace * LOOKS, monotonic)
  const languageOf = async (user: string) => (await knownLanguage(user).catch(() => null)) ?? settings.language

  return async (args: AnyMiddlewareArgs & AllMiddlewareArgs): Promise<void> => {
    const { user, kind } = whoAsks(args)
    const verdict = user === undefined ? 'fine' : (kind === 'look' ? looks : acts).of(user)
    if (user === undefined || verdict === 'fine') return args.next()
    if ('options' in args) return args.ack({ options: [] })
    if ('event' in args) return
    const language = await languageOf(user)
    const words = speak(language)
    const message = inWords(words.tooFast)
    if ('command' in args) return args.ack(verdict === 'say' ? { response_type: 'ephemeral', ...message } : undefined)
    if ('view' in args && args.body.type === 'view_submission') {
      const submitted = args as typeof args & { ack(it: object): Promise<void>; body: ViewSubmitAction }
      const [first] = fieldsIn(args.view) // what was typed stays
      return submitted.ack(
        first
          ? { response_action: 'errors', errors: { [first]: words.tooFast } }
          : { response_action: 'update', view: shown(words, message) },
      )
    }
    await (args as { ack?: () => Promise<void> }).ack?.()
    const { response_url: url } = args.body as { response_url?: string }
    if (verdict !== 'say' || !url) return
    await say({ user: UserId.parse(user), language, url }, message).catch((error: unknown) =>
      args.logger.warn('an answer did not arrive', error),
    )
  }
}

/** Who does something, or only looks at something; nobody: Slack tells of something, or a form was closed. */
function whoAsks(args: AnyMiddlewareArgs): { user?: string; kind?: 'act' | 'look' } {
  if ('command' in args) return { user: args.command.user_id, kind: 'act' }
  if ('event' in args) return args.event.type === 'app_home_opened' ? { user: args.event.user, kind: 'look' } : {}
  const { user, type } = args.body as { user?: { id: string }; type: string }
  if (!user || type === 'view_closed') return {}
  return { user: user.id, kind: 'options' in args ? 'look' : 'act' }
}
