import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The system's own browser; nothing is downloaded. */
export async function openChromium() {
  const executablePath = process.env['CHROME_PATH'] ?? PLACES.find((it) => existsSync(it))
  if (!executablePath)
    throw new Error('This needs Chromium: "apt-get install chromium" on Debian, elsewhere its path in CHROME_PATH.')
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
  const here = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'
  return chromium.launch({ executablePath, args: [...args, '--disable-component-update', here] })
}
