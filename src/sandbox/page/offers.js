// What may be typed next: the slash command, its words in every language the bot speaks, people behind an `@`.
import { fold } from './say.js'

/** Each with the whole line as it is if the offer is taken. */
export function offersFor(text, { bot, people }) {
  const { command, spoken } = bot
  if (text.startsWith('/') && text !== command && command.startsWith(text))
    return [{ label: command, detail: spoken[0]?.usage, text: `${command} ` }]
  const word = wordIn(text, command)
  if (word !== undefined && !/\s/.test(word)) {
    if (commandIn(text, bot)) return []
    // The reader's own language first; another only if that knows no such word.
    const known = spoken.map(({ commands }) => commands.flatMap((it) => offer(it, word) ?? []))
    return (known.find((it) => it.length > 0) ?? []).map((it) => ({ ...it, text: `${command} ${it.label} ` }))
  }
  const [, before, typed] = /^([^]*(?:^|\s))@(\S*)$/.exec(text) ?? []
  if (typed === undefined || people.some((it) => it.handle === typed)) return []
  const wanted = fold(typed)
  return people
    .filter((it) => !it.deleted && [it.handle, ...fold(it.name).split(' ')].some((part) => part.startsWith(wanted)))
    .slice(0, 6)
    .map((it) => ({ label: it.name, detail: `@${it.handle}`, text: `${before}@${it.handle} ` }))
}

const offer = ({ words, help }, typed) => {
  const label = words.find((it) => fold(it).startsWith(fold(typed)))
  return label && { label, detail: help }
}

/** What follows the slash command. */
const wordIn = (text, command) => (text.startsWith(`${command} `) ? text.slice(command.length).trimStart() : undefined)

/** The command whose word stands in this line, in whatever language. */
export function commandIn(text, { command, spoken }) {
  const word = fold(wordIn(text, command)?.split(/\s/)[0] ?? '')
  return word && spoken.flatMap((it) => it.commands).find((it) => it.words.some((one) => fold(one) === word))
}
