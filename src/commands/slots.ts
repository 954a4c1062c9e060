// What a command's input is made of. A slot says how words are taken for it (grammar.ts), how its field is filled, and what
// it is called in a usage line. Here are words only: whom or what they mean is found in find.ts.
import { z } from 'zod'
import { Mode } from '../ring/group.ts'

export type Slot =
  | 'group' // a name, an extension, the beginning of a name
  | 'person' // one of them
  | 'people' // extensions, mentions, names of the directory: all that follow
  | 'name' // any words; ends where a number, a mention or somebody's name begins, or with the line
  | 'extension' // of a group
  | 'number' // a phone number, in groups of digits or not
  | 'numbers' // several
  | 'mode'
  | 'seconds' // `20`, `20 s`, `5 rings`
  | 'fallback' // `voicemail 100`, `extension 101`, the name of a group
  | 'members' // of a group: people too, and in a form its members
  | 'onOff'
  | 'place' // in the ring order, from 1 on
  | 'when' // `friday 18:00`, `2h`
  | 'colleague' // somebody in Slack
  | 'colleagues' // all that follow
  | 'freely' // whether leads need not ask, or are none any more
  | 'addOrRemove' // what becomes of an admin
  | 'phone' // an extension, or none
  | 'text' // the rest of the line
  | 'command'
  | 'change' // the number of a change, or a group

/** What the database cannot keep is not there: NUL, halves of characters. */
const said = z
  .string()
  .overwrite((text) => text.replaceAll(/[\0\p{Cs}]/gu, ''))
  .trim()
  .min(1)
  .max(3000) // Slack's most for a field; a typed line is shorter

/** `inLine`: taken from the words of a line although it may be missing. */
const slot = <T extends z.ZodType>(schema: T, slot: Slot, inLine = true) => schema.meta({ slot, inLine })

export const Group = slot(said, 'group')
export const People = slot(z.array(said).min(1).max(100), 'people')
/** As many as there are, none too. */
export const MorePeople = slot(z.array(said).max(100), 'people', false)
export const Person = slot(said, 'person')
export const KeyedText = slot(said, 'text', false)
export const Members = slot(z.array(said).min(1).max(100), 'members')
export const KeyedPlace = slot(said, 'place', false)
export const KeyedWhen = slot(said, 'when', false)
/** All members, whether there are any or not. */
export const Everybody = slot(z.array(said).max(100), 'people')
export const KeyedEverybody = slot(z.array(said).max(100), 'people', false)
export const Name = slot(said, 'name')
export const KeyedName = slot(said, 'name', false)
export const GroupExtension = slot(said, 'extension')
export const KeyedExtension = slot(said, 'extension', false)
export const Number = slot(said, 'number')
export const KeyedNumbers = slot(z.array(said).max(100), 'numbers', false)
export const Seconds = slot(said, 'seconds')
export const KeyedSeconds = slot(said, 'seconds', false)
export const ModeWord = slot(Mode, 'mode')
export const KeyedMode = slot(Mode, 'mode', false)
export const OnOff = slot(z.enum(['on', 'off']), 'onOff')
export const Colleague = slot(said, 'colleague')
/** None, too: a form says all that there are. */
export const Colleagues = slot(z.array(said).max(100), 'colleagues')
export const Freely = slot(z.enum(['free', 'remove']), 'freely')
export const AddOrRemove = slot(z.enum(['add', 'remove']), 'addOrRemove')
export const Phone = slot(said, 'phone')
export const Text = slot(said, 'text')
/** Lines and cells, as they are: blanks at the ends are cells, too. Slack's fields take 3,000 characters. */
export const Pasted = slot(
  z
    .string()
    .overwrite((text) => text.replaceAll(/[\0\p{Cs}\uE000\uE001]/gu, ''))
    .max(10_000),
  'text',
)
/** How many rows of a list come before the page; never typed. */
export const Skip = z.int().min(0).max(1_000_000).default(0)
export const CommandWord = slot(said, 'command')
export const ChangeOrGroup = slot(said, 'change')

/** Typed: `voicemail 100`. In a form: the choice, and for each choice its own target. */
export const FallbackWords = slot(
  z.union([
    said,
    z.object({ to: z.enum(['voicemail', 'extension']), voicemail: said.optional(), extension: said.optional() }),
  ]),
  'fallback',
)
export const KeyedFallback = FallbackWords.meta({ slot: 'fallback', inLine: false })

/** The slot of one key of an input, through whatever makes it optional. */
export function slotOf(schema: z.core.$ZodType): { slot: Slot; inLine: boolean } | undefined {
  const meta = z.globalRegistry.get(schema) as { slot: Slot; inLine: boolean } | undefined
  if (meta?.slot) return meta
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? slotOf(schema.unwrap())
    : undefined
}

export const isOptional = (schema: z.core.$ZodType) => z.safeParse(schema, undefined).success
