import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll } from 'vitest'
import { asterisk } from '../../src/phones/asterisk/index.ts'
import type { PhoneSystem } from '../../src/phones/phone-system.ts'
import { northwind } from '../../src/phones/simulated/northwind.ts'
import { startAsterisk, type Pbx } from '../kit/asterisk/pbx.ts'
import { behavesAsPhoneSystem, type Hands } from '../kit/phone-system.ts'

let pbx: Pbx
afterAll(() => pbx?.remove())

behavesAsPhoneSystem(async () => {
  pbx = await startAsterisk(northwind)
  const line = await wire(pbx.account.port)
  const phones = asterisk({ ...pbx.account, port: line.port })
  return {
    ...phones,
    off: line.cut,
    on: line.mend,
    byHand: async (extension, text) => void (await pbx.ask('DBPut', { Family: 'rg', Key: extension, Val: text })),
    async close() {
      await phones.close()
      line.end()
    },
  } satisfies PhoneSystem & Hands
})

/** A wire to a port of this machine that can be cut. */
async function wire(to: number) {
  const ends = new Set<Socket>()
  const both = (one: Socket, other: Socket) =>
    one
      .setNoDelay()
      .on('error', () => {})
      .on('close', () => other.destroy())
      .pipe(other)
  const server = createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: to })
    for (const it of [near, far]) ends.add(it.on('close', () => ends.delete(it)))
    both(near, far)
    both(far, near)
  })
  const { port } = await listen(0)
  async function listen(at: number) {
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return server.address() as AddressInfo
  }
  function cut() {
    server.close()
    for (const it of ends) it.destroy()
  }
  return { port, cut, mend: async () => void (await listen(port)), end: cut }
}
