import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('the first two minutes of a newcomer go as they are told, from npm start on', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringgroup-pictures-'))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'tools/two-minutes.ts', folder])
  expect(stdout).toMatch(/A phone rang after \d+\.\d s\./)
  expect(stdout).toContain('the last change is taken back')
  expect(readdirSync(folder)).toHaveLength(9)
  rmSync(folder, { recursive: true })
})
