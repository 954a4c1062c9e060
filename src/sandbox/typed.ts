import { escape } from './json.ts'
import type { Room } from './workspace.ts'
import type { Member } from './northwind.ts'

/**
 * A typed line as Slack hands it on (`should_escape`): mentions of people and channels by id, three characters escaped.
 * "@lea", "@Léa Fontaine" → <@ULEA|lea>; an unknown @somebody stays what it is.
 */
export function escapedText(line: string, people: Iterable<Member>, rooms: Iterable<Room>): string {
  const names = [
    ...[...people].flatMap((it) => [
      [`@${it.name}`, `<@${it.id}|${it.handle}>`] as const,
      [`@${it.handle}`, `<@${it.id}|${it.handle}>`] as const,
    ]),
    ...[...rooms].filter((it) => it.kind === 'channel').map((it) => [`#${it.name}`, `<#${it.id}|${it.name}>`] as const),
  ].toSorted(([a], [b]) => b.length - a.length)
  let out = ''
  for (let at = 0; at < line.length;) {
    const rest = line.slice(at)
    const starts = at === 0 || /[\s(,;:]/.test(line[at - 1] ?? '')
    const found = starts
      ? names.find(
          ([name]) =>
            rest.toLowerCase().startsWith(name.toLowerCase()) && !/^[\p{L}\p{N}_-]/u.test(rest.slice(name.length)),
        )
      : undefined
    out += found ? found[1] : escape(line[at] ?? '')
    at += found ? found[0].length : 1
  }
  return out
}
