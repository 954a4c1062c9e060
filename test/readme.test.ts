import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { line } from '../src/commands/index.ts'
import { commands, names, type CommandName } from '../src/commands/registry.ts'
import { described } from '../src/config.ts'
import { UserId, type Actor } from '../src/ring/actor.ts'
import { speak } from '../src/words/index.ts'

const [en, fr] = [speak('en'), speak('fr')]
const user = UserId.parse('U1')
const cell = (text: string) => text.replaceAll('|', '\\|')
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const group = 'G1'
const actor = (role: 'admin' | 'member', leads: { group: string; free: boolean }[] = []) => ({ user, role, leads })
/** Who may, in a few words. */
function whoMay(name: CommandName): string {
  const may = (it: Actor, found: object = {}) => commands[name].allow(it, { group, ...found } as never)
  const all = may(actor('member'))
  const [lead, free] = [false, true].map((free) => may(actor('member', [{ group, free }])))
  if (all === 'yes') return may(actor('member'), { how: 'add' }) === 'yes' ? 'all' : 'all; admins change it'
  if (all === 'ask') return 'all ask; admins and free leads at once'
  if (lead === 'no') return 'admins'
  return free === 'yes' ? 'admins; leads ask, free leads at once' : 'admins; leads ask'
}

const parts = {
  commands: table(
    ['type', 'who', 'what', 'en français'],
    names
      .filter((name) => en.commands[name].typed.length > 0)
      .map((name) => {
        const { help } = en.commands[name]
        return [
          `\`${cell(line(en, name).replace('/ringgroup ', ''))}\``,
          whoMay(name),
          help,
          `\`${fr.commands[name].typed[0]}\``,
        ]
      }),
  ),
  environment: table(
    ['variable', 'what', 'example'],
    described().map(({ name, expected, example }) => [`\`${name}\``, cell(expected), `\`${cell(example)}\``]),
  ),
}

// UPDATE=1 npx vitest run test/readme.test.ts writes them anew
it.each(Object.entries(parts))('the README’s table of %s is the one of the program', (name, expected) => {
  const readme = readFileSync('README.md', 'utf8')
  const [before = '', rest = ''] = readme.split(`<!-- ${name} -->`)
  const after = rest.replace(/^\n*(\|.*\n)*/, '')
  const written = `${before}<!-- ${name} -->\n\n${expected}\n\n${after.replace(/^\n+/, '')}`
  if (process.env['UPDATE']) writeFileSync('README.md', written)
  expect(readFileSync('README.md', 'utf8')).toBe(written)
})
