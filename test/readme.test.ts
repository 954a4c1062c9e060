import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { line } from '../src/commands/index.ts'
import { commands, names, type CommandName } from '../src/commands/registry.ts'
import { described } from '../src/config.ts'
import { UserId, type Actor } from '../src/ring/actor.ts'
import { QUIET, TABLE, told, type Audience, type Cell, type Happening } from '../src/ring/told.ts'
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

/** What people may, by what they are: commands of which the same is true stand in one row. */
function rights(): string[][] {
  const role = (as: 'admin' | 'member', leads: { group: string; free: boolean }[] = []) => actor(as, leads)
  const roles = [role('admin'), role('member', [{ group, free: true }]), role('member', [{ group, free: false }])]
  const says = { yes: 'yes', ask: 'asks', no: '–' }
  const rows = new Map<string, string[]>()
  const note = (typed: string, found: object = {}) => {
    const may = [...roles, role('member')].map((it) =>
      commands[typed.split(' ')[0] as CommandName].allow(it, found as never),
    )
    const key = may.map((it) => says[it]).join(' | ')
    rows.set(key, [...(rows.get(key) ?? []), `\`${typed}\``])
  }
  for (const name of names.filter((it) => en.commands[it].typed.length > 0)) note(name, { group })
  for (const how of ['add', 'remove']) note(`admins ${how}`, { how })
  return [...rows].map(([may, typed]) => [typed.join(' '), ...may.split(' | ')])
}

const happens: Record<Happening, string> = {
  members: 'an admin changes who is in a group',
  settings: 'an admin changes only how it rings, its name, its numbers …',
  byLead: 'a free lead changes members',
  request: 'somebody asks',
  granted: 'a request is approved',
  declined: 'a request is declined',
  clock: 'a membership or an absence begins or ends',
  ending: 'it will end in 24 h (if it lasts 48 h or longer)',
  down: 'the phone system does not answer',
  back: 'it answers again',
  drift: 'a group differs on the phones',
  leaver: 'somebody has left, an extension is gone',
  empty: 'nobody rings in a group, or soon',
  missed: 'nobody answered a call, where `missed` is on',
}
const minutes = (it: keyof typeof QUIET) =>
  QUIET[it] < 120_000 ? `${QUIET[it] / 1000} s` : `${QUIET[it] / 60_000} min`
const shown: Record<Cell['how'], string> = {
  answer: 'answer',
  message: 'message',
  line: 'a line',
  card: 'card',
  record: 'record',
  offer: '_Extend_',
}
/** "message after 60 s, at most one in 60 min" */
const cellOf = (it: Cell | null) =>
  it
    ? [
        `${shown[it.how]}${it.after ? ` after ${minutes(it.after)}` : ''}`,
        ...(it.every ? [`at most one in ${minutes(it.every)}`] : []),
        ...(it.insteadOf ? [`instead of ${it.insteadOf}`] : []),
      ].join(', ')
    : '–'
const audiences: Audience[] = ['asker', 'member', 'leads', 'admins', 'channel']

const parts = {
  told: table(
    ['what happens', 'who did it or asked', 'whose phone it is', 'leads', 'admins', 'channel'],
    (Object.keys(TABLE) as Happening[]).map((what) => [
      happens[what],
      ...audiences.map((it) => cellOf(told(what, it))),
    ]),
  ),
  rights: table(['command', 'admin', 'free lead of the group', 'lead of the group', 'everybody'], rights()),
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

it('what the README says that one reads is what we say', () => {
  const words = readFileSync('src/words/en.ts', 'utf8')
  const [, troubles = ''] = readFileSync('README.md', 'utf8').split('## If something is wrong')
  const symptoms = [...troubles.split('\n## ')[0]!.matchAll(/^\| (?!what |---)([^|]+) \|/gm)].map(
    ([, cell = '']) => cell,
  )
  const said = symptoms.flatMap((it) => [...it.matchAll(/"([^"]+)"/g)].map(([, text = '']) => text))
  expect(said.length).toBeGreaterThan(5)
  for (const text of said.filter((it) => !it.includes('dispatch_failed')))
    // that is Slack's
    expect(words).toContain(text.replace(/[@#]?…$/, ''))
})
