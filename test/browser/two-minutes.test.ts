import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('the first two minutes of a newcomer go as they are told, from npm start on', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-pictures-'))
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    'tools/two-minutes.ts',
    folder,
  ])
  expect(stderr).not.toMatch(/Error/) // what the page complains of
  expect(stdout).toMatch(/A phone rang after \d+\.\d s\./)
  for (const step of ['the last change is taken back', 'the lead asks', 'one click and it is live'])
    expect(stdout).toContain(step)
  expect(readdirSync(folder)).toHaveLength(14)
  rmSync(folder, { recursive: true })
})
