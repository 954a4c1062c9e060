// Writes the SQL that leads from prisma/migrations to prisma/schema.prisma into the next numbered folder, to be read and
// completed by hand: npm run db:migrate -- <name>
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'

const [name = ''] = process.argv.slice(2)
if (!/^[a-z][a-z0-9_]*$/.test(name)) {
  console.error('What does it do? npm run db:migrate -- add_leads')
  process.exit(1)
}
const fromTo = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma']
const diff = spawnSync('prisma', ['migrate', 'diff', ...fromTo, '--script', '--exit-code'], { encoding: 'utf8' })
if (diff.status === 0) console.log('The migrations and the schema say the same already.')
else if (diff.status !== 2) {
  console.error(diff.stderr || diff.error?.message)
  process.exitCode = 1
} else {
  const last = readdirSync('prisma/migrations').flatMap((it) => Number(/^\d+/.exec(it)?.[0] ?? 0))
  const folder = `prisma/migrations/${String(Math.max(0, ...last) + 1).padStart(4, '0')}_${name}`
  mkdirSync(folder)
  writeFileSync(`${folder}/migration.sql`, diff.stdout)
  console.log(`${folder}/migration.sql`)
}
