import path from 'node:path'
import { readConfig } from '../src/config.ts'
import { openLog } from '../src/app/log.ts'
import { run } from '../src/app/run.ts'
import { openChromium } from '../test/kit/chromium.ts'
import type { Row } from './kit/table.ts'

const ROUNDS = 20

/** When somebody who opens the page for the first time sees something of it: a browser that has kept nothing, each time. */
export async function page(url: string, folder: string): Promise<Row[]> {
  const config = readConfig({ DATABASE_URL: url, DATA_DIR: path.join(folder, 'page'), PORT: '0' })
  const running = await run(config, { log: openLog({ level: 'silent' }), cron: false })
  const browser = await openChromium()
  const times: number[] = []
  try {
    for (let round = -2; round < ROUNDS; round++) {
      const context = await browser.newContext()
      const tab = await context.newPage()
      await tab.goto(running.url)
      const painted = await tab.evaluate(
        () =>
          new Promise<number>((resolve) => {
            new PerformanceObserver((list) => {
              for (const { startTime } of list.getEntriesByName('first-contentful-paint')) resolve(startTime)
            }).observe({ type: 'paint', buffered: true })
          }),
      )
      if (round >= 0) times.push(painted)
      await context.close()
    }
  } finally {
    await browser.close()
    await running.stop()
  }
  return [{ what: 'the page, first paint in a real Chromium', unit: 'ms', ours: times, goal: { most: 1000 } }]
}
