import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { line } from '../src/commands/index.ts'
import { commands, names } from '../src/commands/registry.ts'
import { described } from '../src/config.ts'
import { UserId } from '../src/ring/actor.ts'
import { speak } from '../src/words/index.ts'

const [en, fr] = [speak('en'), speak('fr')]
const user = UserId.parse('U1')
const cell = (text: string) => text.replaceAll('|', '\\|')
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')

const parts = {
  commands: table(
    ['type', 'who', 'what', 'en français'],
    names
      .filter((name) => en.commands[name].typed.length > 0)
      .map((name) => {
        const all = commands[name].allow({ user, role: 'member', leads: [] }, {} as never) === 'yes'
        const { help } = en.commands[name]
        return [
          `\`${cell(line(en, name).replace('/ringgroup ', ''))}\``,
          all ? 'all' : 'admins',
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
