// What the pages say is done: every line that one may type to the bot is typed, every command of a shell is run here or in
// .ci/run, or it says below why it cannot be.
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openWorld } from './kit/world.ts'

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/data.md',
  'docs/operate.md',
  'docs/asvs.md',
]
const texts = new Map(PAGES.map((page) => [page, readFileSync(page, 'utf8')]))
const ci = readFileSync('.ci/run', 'utf8')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }

/** Run here, in a folder with these files in it. */
const HERE: Record<string, string[]> = { 'cp .env.example .env': ['.env.example'] }

/** Run nowhere, and why not. */
const NOT_RUN: Record<string, string> = {
  'npm start': 'stays until it is stopped; test/process starts the same main.ts fifty times',
  'npm run dev': 'stays until it is stopped; npm start that is started anew',
  'npm run fix': 'changes the files; npm run check says whether it would',
  'useradd --system --home-dir /var/lib/ringgroup --shell /usr/sbin/nologin ringgroup':
    'needs root and changes the machine',
  'sudo -u postgres createuser --pwprompt ringgroup_owner': 'needs a PostgreSQL of the machine',
  'sudo -u postgres createuser --pwprompt ringgroup': 'needs a PostgreSQL of the machine',
  'sudo -u postgres createdb --owner ringgroup_owner ringgroup': 'needs a PostgreSQL of the machine',
  'git clone https://your.host/ringgroup.git /opt/ringgroup': 'from wherever it is hosted',
  'cd /opt/ringgroup && npm ci && npm run build': 'npm run test:image does the same in empty folders',
  'install -m 0600 .env.example /etc/ringgroup.env': 'needs root and changes the machine',
  'install -m 0644 deploy/ringgroup.service /etc/systemd/system/ringgroup.service':
    'test/operate.test.ts reads the unit',
  'systemctl enable --now ringgroup': 'needs a systemd that runs',
  'npm run doctor': 'test/doctor.test.ts runs it, on sets-up of its own',
  'docker compose up --build': 'needs a container engine; npm run test:image runs the steps of the Dockerfile',
  'asterisk -rx "database put rgnum 33155500101 100"': 'needs an Asterisk; npm run test:asterisk puts the same by AMI',
  'npm run verify': 'test/history.test.ts runs the same program',
  'npm run -s export > ringgroup.jsonl': 'test/data.test.ts runs the same program',
  'npm run erase -- U0123ABCD --email lea@example.com': 'test/data.test.ts runs the same program',
  'cp -a .data/postgres backup': 'test/process/backup.test.ts runs it, and a bot on what it has copied',
  'cp -a backup .data/postgres': 'test/process/backup.test.ts runs it, and a bot on what it has copied',
  'pg_dump --format=custom --file=ringgroup.dump "$DATABASE_MIGRATION_URL"':
    'needs the client programs of the server’s version; the embedded one has none',
  'pg_restore --no-owner --no-acl --dbname="$DATABASE_MIGRATION_URL" ringgroup.dump':
    'needs the client programs of the server’s version; the embedded one has none',
  'asterisk -rx "database deltree rg"': 'takes the groups off an Asterisk',
  'asterisk -rx "database deltree rgdid"': 'takes the direct numbers off an Asterisk',
  'asterisk -rx "database deltree rgnum"': 'takes the company’s numbers off an Asterisk',
  'asterisk -rx "dialplan reload"': 'needs an Asterisk',
  'npm run db:migrate -- more': 'writes a migration; npm run db:check says that there is nothing to write',
  'npx vitest run test/flow/permissions.test.ts -u': 'accepts what npm test compares with',
  'UPDATE=1 npx vitest run test/readme.test.ts': 'accepts what npm test compares with',
  'npx vitest run test/flow/help.test.ts': 'a part of npm test',
  'node --import tsx tools/picture.ts': 'makes the picture that is here, in the Chromium of the system',
  'node --import tsx tools/two-minutes.ts': 'needs Chromium; npm run test:browser runs it',
}

/** Kinds of blocks that hold no command. */
const QUIET = ['text', 'ini', 'table', 'sql']

type Block = { page: string; kind: string; lines: string[] }
const blocks: Block[] = [...texts].flatMap(([page, text]) =>
  [...text.matchAll(/^( *)```(\S*)\n([^]*?)^\1```$/gm)].map(([, indent = '', kind = '', inside = '']) => ({
    page,
    kind,
    lines: inside.split('\n').flatMap((line) => line.slice(indent.length).trim() || []),
  })),
)
const linesOf = (kind: string) => blocks.filter((it) => it.kind === kind).flatMap((it) => it.lines)

it('every block says what it is', () => {
  const known = ['sh', 'slack', ...QUIET]
  expect(blocks.filter((it) => !known.includes(it.kind))).toEqual([])
  // and none was overlooked: a fence that is opened is closed
  for (const [page, text] of texts)
    expect(text.match(/^ *```/gm)?.length ?? 0, page).toBe(2 * blocks.filter((it) => it.page === page).length)
})

it('every command of a shell is run: by .ci/run, here, or there is a reason', () => {
  const inCi = (line: string) => new RegExp(`(^|[{&'] ?)${line}( &&|;|'|$)`, 'm').test(ci)
  const lines = linesOf('sh')
  expect(lines.filter((it) => !inCi(it) && !HERE[it] && !NOT_RUN[it])).toEqual([])
  expect(Object.keys({ ...HERE, ...NOT_RUN }).filter((it) => !lines.includes(it) || inCi(it))).toEqual([])
  for (const line of lines)
    for (const [file] of line.matchAll(/(?:tools|test)\/\S+\.ts/g)) expect(existsSync(file), line).toBe(true)
})

it.each(Object.entries(HERE))('%s', (line, files) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-docs-'))
  for (const file of files) copyFileSync(file, path.join(folder, file))
  execFileSync('sh', ['-ec', line], { cwd: folder })
  expect(readFileSync(path.join(folder, '.env'), 'utf8')).toContain('SLACK_BOT_TOKEN')
  rmSync(folder, { recursive: true })
})

it('what is named is there: scripts, files that are linked, files in the text', () => {
  for (const [page, text] of texts) {
    for (const [, script = ''] of text.matchAll(/npm (?:run )?((?<=run )[\w:]+|start|test)\b/g))
      expect(Object.keys(scripts), page).toContain(script)
    for (const [, to = ''] of text.matchAll(/(?:\]\(|src=")(?!https?:|#)([^)"#]+)/g))
      expect(existsSync(path.join(path.dirname(page), to)), `${page} → ${to}`).toBe(true)
    for (const [, file = ''] of text.matchAll(/`((?:src|test|tools|docs|\.ci)\/[\w./-]+)`/g))
      expect(existsSync(file), `${page}: ${file}`).toBe(true)
    for (const [, to = ''] of text.matchAll(/\]\(#([^)]+)\)/g))
      expect(
        text.match(/^## .*/gm)?.map((it) => it.slice(3).toLowerCase().replaceAll(' ', '-')),
        page,
      ).toContain(to)
  }
})

it('the includes are the ones that the tests call a real Asterisk with', () => {
  const tested = readFileSync('test/kit/asterisk/etc/extensions.conf', 'utf8')
  for (const line of linesOf('ini')) expect(tested).toContain(line)
})

const { as, port, work } = await openWorld()
const [alice, chloe, lea] = [as('UALICE'), as('UCHLOE'), as('ULEA')]
/** So many answers were a no. */
async function refusals(): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const counts = text.matchAll(/^ringgroup_answer_seconds_count\{.*outcome="(?:refused|failed)".*\} (\d+)/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

it('every line to the bot is answered without a no, one after another as one reads', { timeout: 60_000 }, async () => {
  /** There is nothing to decide until somebody changes a group on the phone system (test/flow/drift.test.ts). */
  const NEEDS_MORE = ['adopt', 'push']
  let typed = 0
  for (const [page, text] of texts) {
    if (page === 'CHANGELOG.md') continue
    const said = text.replaceAll(/<!-- commands -->[^]*?\n\n\|[^]*?\n\n/g, '') // usage lines; readme.test.ts has those
    for (const [, inline, block] of said.matchAll(/`(\/ringgroup(?: [^`]*)?)`|^(\/ringgroup .*)$/gm)) {
      const line = (inline ?? block ?? '').replaceAll('<group>', 'support')
      const [, command = 'help'] = line.split(' ')
      if (line.includes('<') || NEEDS_MORE.includes(command)) continue
      const before = await refusals()
      const who = command === 'remplacer' ? lea : /^(qui|créer|afficher)$/.test(command) ? chloe : alice
      await who.types(line)
      await expect
        .poll(() => who.heard().length + Number(who.hasForm()), { message: `${page}: ${line}` })
        .toBeGreaterThan(0)
      await work()
      for (const it of who.heard())
        expect(it, `${page}: ${line}`).not.toMatch(/nothing was changed|I do not know|rien n’a /i)
      expect(await refusals(), `${page}: ${line}`).toBe(before)
      while (who.hasForm()) await who.closes()
      typed++
    }
  }
  expect(typed).toBeGreaterThan(10)
})

it('the table can be imported as it stands there', async () => {
  const table = blocks.find((it) => it.kind === 'table')
  await alice.types('/ringgroup import')
  await alice.fills({ 'Groups, one a line': table!.lines.join('\n') })
  expect(await alice.submits()).toEqual({})
  expect((await alice.form(({ text }) => text.includes('ready'))).text).toContain(`${table!.lines.length} ready`)
  await alice.closes()
})
