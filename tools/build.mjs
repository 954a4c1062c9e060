// What tsc leaves behind: the files beside the program that are not programs (the sandbox's page).
import { cpSync } from 'node:fs'

cpSync('src', 'dist', {
  recursive: true,
  filter: (file) => !file.endsWith('.ts') && !file.startsWith('src/generated'),
})
