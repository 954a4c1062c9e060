// What create and edit are told of a group, typed or in the form: all of it is found, and all that is wrong is said at once.
import type { z } from 'zod'
import { normalizeName, type Extension, type Mode, type PhoneNumber, type RingGroup } from '../ring/group.ts'
import { parseNumber } from '../ring/numbers.ts'
import { quoted, Refusal, type Problem } from '../ring/refusal.ts'
import { parseSeconds, secondsProblem } from '../ring/seconds.ts'
import { numbersKnown } from '../store/directory.ts'
import type { Asking } from './command.ts'
import { extensionsNamed, fallbackNamed, numberNamed } from './find.ts'
import type { FallbackWords } from './slots.ts'

export type SaidGroup = {
  name?: string | undefined
  extension?: string | undefined
  members?: string[] | undefined
  mode?: Mode | undefined
  ringSeconds?: string | undefined
  fallback?: z.output<typeof FallbackWords> | undefined
  directNumbers?: string[] | undefined
}

/** A group's values; who is a member, without their dates. */
export type Values = Partial<Omit<RingGroup, 'id' | 'members'>> & { members?: Extension[] }

/** As much as could be found, and what stood in the way of the rest. */
export async function valuesMeant(ctx: Asking, said: SaidGroup): Promise<{ values: Values; problems: Problem[] }> {
  const problems: Problem[] = []
  async function found<T>(value: T | undefined, find: (value: T) => Promise<Values>): Promise<Values> {
    try {
      return value === undefined ? {} : await find(value)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      problems.push(...error.problems)
      return {}
    }
  }
  const { mode } = said
  const values = {
    ...(await found(said.name, async (it) => ({ name: normalizeName(it) }))),
    ...(await found(said.extension, async (it) => ({ extension: asExtension(it) }))),
    ...(await found(said.members, async (it) => ({ members: await extensionsNamed(ctx, it, 'members') }))),
    ...(mode && { mode }),
    ...(await found(said.ringSeconds, async (it) => ({ ringSeconds: secondsIn(it) }))),
    ...(await found(said.fallback, async (it) => ({ fallback: await fallbackNamed(ctx, it) }))),
    ...(await found(said.directNumbers, async (it) => ({ directNumbers: await numbersNamed(ctx, it) }))),
  }
  return { values, problems }
}

/** Whether a group may have it, or whether it is one at all, is a rule: there the next free one is known. */
const asExtension = (said: string) => quoted(said.normalize('NFKC').replaceAll(/\s/g, '')) as Extension

function secondsIn(said: string): number {
  const wrong = secondsProblem(said)
  if (wrong) throw new Refusal(wrong)
  return parseSeconds(said)!
}

/** Numbers of the company, however they were written, in order and each once. */
async function numbersNamed(ctx: Asking, said: string[]): Promise<PhoneNumber[]> {
  const parsed = said.map((it) => parseNumber(it, ctx.settings.country))
  const known = (
    await numbersKnown(
      ctx.db,
      parsed.flatMap((it) => it ?? []),
    )
  ).map((it) => it.number)
  const unknown = said.filter((_, i) => !parsed[i] || !known.includes(parsed[i]))
  const wrong: Problem[] = []
  for (const it of unknown)
    await numberNamed(ctx, it, 'directNumbers').catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error
      const instead = (number: unknown) => said.map((other) => (other === it ? String(number) : other))
      const inList = (input: Record<string, unknown>) => ({ directNumbers: instead(input['directNumbers']) })
      for (const { choices = [], ...problem } of error.problems)
        wrong.push({ ...problem, choices: choices.map((choice) => ({ ...choice, input: inList(choice.input) })) })
    })
  if (wrong.length > 0) throw new Refusal(...wrong)
  return known
}
