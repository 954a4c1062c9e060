import { z } from 'zod'
import { anyone } from '../ring/actor.ts'
import type { Entry } from '../ring/company.ts'
import { fold } from '../ring/group.ts'
import { national } from '../ring/numbers.ts'
import { quoted, Refusal, type Choice } from '../ring/refusal.ts'
import { typed } from '../ring/ways-on.ts'
import { allNumbers, entriesAt, searchEntries } from '../store/directory.ts'
import { freeExtensions, groupsWithMember, searchGroups } from '../store/groups.ts'
import { commandHelp, helpCard, type Around } from '../views/help-card.ts'
import { languages, type Words } from '../words/index.ts'
import { unmarked } from '../words/marks.ts'
import { commandCalled, commandLike } from './called.ts'
import { ownPhone } from './phone-of.ts'
import { command, type Asking, type Command, type Reply } from './command.ts'
import { usage } from './grammar.ts'
import type { CommandName } from './registry.ts'
import { CommandWord } from './slots.ts'

/** Every command by its name: the registry's, which has this one in it. */
type All = () => Record<string, Command>

export const helpOn = (all: All) =>
  command({
    input: z.object({ command: CommandWord.optional(), more: z.boolean().default(false) }),
    find: async ({ words }, { command, more }) => ({ command: command && commandMeant(words, all(), command), more }),
    allow: anyone,
    run: async (ctx, { command, more }): Promise<Reply> => {
      const { words: w, actor } = ctx
      const around = await examples(ctx)
      const line = (name: string) => `/ringgroup ${usage(w, name as CommandName, all()[name]!.input)}`
      const group = actor.role === 'member' ? actor.leads[0]?.group : undefined
      if (command) {
        const { form, allow } = all()[command]!
        const one = {
          usage: line(command),
          also: alsoTyped(w, command as CommandName),
          may: allow(actor, { group }) !== 'no',
          hasForm: form !== undefined,
        }
        return { message: commandHelp(w, command as CommandName, one, around) }
      }
      const may = typedOf(w, all()).filter((it) => all()[it]!.allow(actor, { group }) !== 'no')
      const role = actor.role === 'admin' ? 'admin' : group ? 'lead' : 'member'
      return { message: helpCard(w, around, may, { role, more }) }
    },
  })

/** Its other words, of any language. */
const alsoTyped = (w: Words, name: CommandName) => {
  const [shown, ...others] = w.commands[name].typed
  const elsewhere = Object.values(languages).flatMap((it) => it.commands[name].typed)
  return [...new Set([...others, ...elsewhere])].filter((it) => it !== shown)
}

const typedOf = (w: Words, all: ReturnType<All>) =>
  (Object.keys(all) as CommandName[]).filter((it) => w.commands[it].typed.length > 0)

/** By its word in any language; the nearest is offered, or all of them. */
function commandMeant(words: Words, all: ReturnType<All>, said: string): string {
  const names = typedOf(words, all)
  const bare = fold(said).replace(/^\/?ringgroup /, '')
  const called = commandCalled(words, names, bare)
  if (called) return called[0]
  const near = commandLike(words, names, bare)
  const choices: Choice[] = near ? [{ label: (w) => helpLine(w, near), input: { command: near } }] : [typed('help')]
  throw new Refusal({ field: 'command', say: (w) => w.helping.noSuch(unmarked(quoted(said))), choices })
}

const helpLine = (w: Words, name: CommandName) => `/ringgroup ${w.commands.help.typed[0]} ${w.commands[name].typed[0]}`

/** From one's own groups, if there are any: a line of help should work as it stands there. */
async function examples(ctx: Asking): Promise<Around> {
  const { db, words, settings } = ctx
  const own = await ownPhone(ctx)
  const mine = own ? await groupsWithMember(db, own.extension) : []
  const group = mine[0] ?? (await searchGroups(db, '', { limit: 1 })).groups[0]
  const [numbers, free, entries, boxes] = await Promise.all([
    allNumbers(db, { limit: 20 }),
    freeExtensions(db, settings.block, 1),
    searchEntries(db, '', { rings: true }, 40),
    searchEntries(db, '', { voicemail: true }, 1),
  ])
  const members = group
    ? await entriesAt(
        db,
        group.members.slice(0, 2).map((it) => it.extension),
      )
    : []
  const other = entries.find((it) => !group?.members.some(({ extension }) => extension === it.extension))
  const called = (it: Entry | undefined) => it?.name || it?.extension || settings.block[0]
  const shown = (number: string | undefined) => (number ? national(number, settings.country) : '')
  const nowhere = numbers.find((it) => !it.leadsTo && !group?.directNumbers.includes(it.number)) ?? numbers[0]
  return {
    group: group?.name ?? words.helping.group,
    free: free[0] ?? settings.block[0],
    newGroup: words.helping.newGroup,
    people: (members.length > 1 ? members : entries).slice(0, 2).map(called),
    other: called(other),
    box: boxes[0]?.extension ?? '100',
    number: shown(nowhere?.number),
    taken: shown(group?.directNumbers[0] ?? nowhere?.number),
  }
}
