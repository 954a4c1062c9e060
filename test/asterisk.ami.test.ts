import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { connectAmi, type Ami } from '../src/phones/asterisk/ami.ts'
import { asterisk } from '../src/phones/asterisk/index.ts'
import { frame, reader, type Message } from '../src/phones/asterisk/wire.ts'
import { isUnreachable, type PhoneSystem } from '../src/phones/phone-system.ts'
import { Extension } from '../src/ring/group.ts'
import { fakeAmi, list, no, type Asked } from './kit/asterisk/fake-ami.ts'

type Fake = Awaited<ReturnType<typeof fakeAmi>>
const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function fake(it?: Parameters<typeof fakeAmi>[0]): Promise<Fake> {
  const server = await fakeAmi(it)
  open.push(server.close)
  return server
}
const heard: string[] = []
async function connected(server: Fake, silence = 300): Promise<Ami> {
  heard.length = 0
  const ami = await connectAmi(
    server.account,
    { event: (event) => void heard.push(event.get('Event')!), closed: (why) => void heard.push(why.message) },
    silence,
  )
  open.push(() => ami.end(new Error('the test is over')))
  return ami
}
const phonesAt = (server: Fake): PhoneSystem => {
  const phones = asterisk(server.account)
  open.push(phones.close)
  return phones
}
const why = (it: Promise<unknown>) =>
  it.then(
    () => 'nothing is wrong',
    (error: unknown) => (isUnreachable(error) ? error.message : `${String(error)}, which is no unreachable`),
  )

describe('on the wire', () => {
  it('refuses a line break and a NUL, in every header', () => {
    for (const rude of ['a\r\nAction: Command', 'a\nb', 'a\rb', 'a\0b']) {
      expect(() => frame({ Action: 'DBPut', Val: rude })).toThrow('a line break or NUL in the AMI header Val')
      expect(() => frame({ Action: rude })).toThrow('a line break')
      expect(() => frame({ [rude]: 'x' })).toThrow('no name of an AMI header')
    }
    expect(() => frame({ 'A: b': 'x' })).toThrow('no name')
    expect(frame({ Action: 'Ping', ActionID: '1' })).toBe('Action: Ping\r\nActionID: 1\r\n\r\n')
  })

  it('never writes more than one message, whatever somebody wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let written = ''
        try {
          written = frame({ Action: 'DBPut', Val: text })
        } catch {
          return
        }
        expect(written.split('\r\n')).toEqual(['Action: DBPut', `Val: ${text}`, '', ''])
      }),
    )
  })

  it('reads the same, wherever it is cut, also in the middle of a character', () => {
    const bytes = Buffer.from(
      'Asterisk Call Manager/11.0.0\r\nEvent: A\r\nName: Léa 👍: x\r\n\r\n\r\nEvent: B\r\nName: 1\r\nName: 2\r\nrubbish\r\n\r\nEvent: C',
    )
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 100, maxLength: 120 }), (sizes) => {
        const [lines, messages]: [string[], Message[]] = [[], []]
        const read = reader({ greeting: (it) => void lines.push(it), message: (it) => void messages.push(it) })
        for (let at = 0; at < bytes.length; at += sizes.shift()!) read(bytes.subarray(at, at + sizes[0]!))
        expect(lines).toEqual(['Asterisk Call Manager/11.0.0'])
        expect(messages.map((it) => Object.fromEntries(it))).toEqual([
          { Event: 'A', Name: 'Léa 👍: x' },
          { Event: 'B', Name: '1' },
        ])
      }),
    )
  })
})

describe('a conversation', () => {
  it('answers in order, without waiting in between', async () => {
    const server = await fake()
    const ami = await connected(server)
    server.says(({ id, headers }) => `Response: Success\r\nActionID: ${id}\r\nSaid: ${headers['Val']}\r\n\r\n`)
    const all = await Promise.all(Array.from({ length: 1000 }, (_, i) => ami.ask('DBPut', { Val: `${i}` })))
    expect(all.map(([it]) => it!.get('Said'))).toEqual(all.map((_, i) => `${i}`))
  })

  it('collects a list, and hears what is told in between', async () => {
    const server = await fake()
    const ami = await connected(server)
    server.says(
      ({ id }) => `Event: Before\r\n\r\n${list(id, 'Item', [{ Key: 'a' }, { Key: 'b' }])}Event: After\r\n\r\n`,
    )
    const [, ...items] = await ami.ask('List')
    expect(items.map((it) => it.get('Key'))).toEqual(['a', 'b', undefined])
    await vi.waitFor(() => expect(heard).toEqual(['Before', 'After']))
  })

  it('tells a no from a yes, and goes on', async () => {
    const server = await fake()
    const ami = await connected(server)
    server.says(({ action, id }) => (action === 'DBDel' ? no(id, 'Permission denied') : undefined))
    await expect(ami.ask('DBDel')).rejects.toThrow('Permission denied')
    expect(await ami.ask('Ping')).toHaveLength(1)
    await expect(ami.ask('DBPut', { Val: 'a\r\n\r\nAction: Command' })).rejects.toThrow('a line break')
    expect(await ami.ask('Ping')).toHaveLength(1)
    expect(server.asked.map((it) => it.action)).toEqual(['DBDel', 'Ping', 'Ping'])
  })

  it('waits as long as something comes, and no longer', async () => {
    const server = await fake()
    const ami = await connected(server, 200)
    server.says(({ id }, socket) => {
      const [start, ...rest] = list(
        id,
        'Item',
        Array.from({ length: 5 }, (_, i) => ({ Key: `${i}` })),
      ).split(/(?=Event: )/)
      rest.forEach((it, i) => setTimeout(() => socket.write(it), 100 * (i + 1)))
      return start
    })
    expect(await ami.ask('List')).toHaveLength(7)
    server.says(() => 'Event: Noise\r\n\r\n')
    const begun = performance.now()
    expect(await why(ami.ask('List'))).toMatch('did not answer within 0.2 s')
    expect(performance.now() - begun).toBeLessThan(1000)
    expect(heard.at(-1)).toMatch('did not answer')
    expect(await why(ami.ask('Ping'))).toMatch('did not answer')
  })

  it.each([
    ['nothing', () => null, 'did not answer within 0.3 s'],
    ['half a line', () => 'Respon', 'did not answer within 0.3 s'],
    ['half a message', () => 'Response: Success\r\nActionID: 1\r\n', 'did not answer within 0.3 s'],
    ['an answer to somebody else', () => 'Response: Success\r\nActionID: 77\r\n\r\n', 'did not answer within 0.3 s'],
    ['garbage', () => '\0\xff{"a":1}\r\n\r\n<html>\r\n\r\n', 'did not answer within 0.3 s'],
    [
      'a message without an end',
      () => `Response: ${'x'.repeat(1_100_000)}`,
      'does not speak the manager interface as we know it',
    ],
    [
      'a list that is shorter than it says',
      () => list('1', 'Item', [{ Key: 'a' }]).replace('ListItems: 1', 'ListItems: 2'),
      'gave only a part of List',
    ],
    [
      'a list that is cancelled',
      () => list('1', 'Item', []).replace('Complete\r\nList', 'cancelled\r\nList'),
      'gave only a part of List',
    ],
  ] as [string, () => string | null, string][])('is told %s', async (_, says, expected) => {
    const server = await fake()
    const ami = await connected(server)
    server.says(says)
    expect(await why(ami.ask('List'))).toMatch(expected)
  })

  it('is about to stop: that is no no', async () => {
    const server = await fake()
    const ami = await connected(server)
    server.says(({ id }) => no(id, 'Asterisk is shutting down'))
    expect(await why(ami.ask('DBPut'))).toMatch(/^127.0.0.1:\d+ is shutting down\.$/)
    expect(heard).toHaveLength(1)
  })

  it('is closed in the middle of a list: whoever waits is told, and so is whoever asks later', async () => {
    const server = await fake()
    const ami = await connected(server)
    server.says(({ id }, socket) => {
      setTimeout(() => socket.destroy(), 20)
      return list(id, 'Item', [{ Key: 'a' }]).split('Event: ItemComplete')[0]
    })
    const all = await Promise.all([why(ami.ask('List')), why(ami.ask('Ping'))])
    for (const it of [...all, await why(ami.ask('Ping'))]) expect(it).toMatch(/closed the connection|failed/)
    expect(heard).toHaveLength(1)
  })
})

/** As it should be, but for this action. */
const but = (action: string, answer: (id: string) => string) => ({
  says: (it: Asked) => (it.action === action ? answer(it.id) : undefined),
})
const version = (it: string) =>
  but('CoreSettings', (id) => `Response: Success\r\nActionID: ${id}\r\nAsteriskVersion: ${it}\r\n\r\n`)

describe('which one is wrong', () => {
  it.each([
    [
      { greeting: 'SSH-2.0-OpenSSH_9.6\r\n' },
      /^What answers at 127.0.0.1:\d+ is not Asterisk's manager interface: it said "SSH-2.0-OpenSSH_9.6"\.$/,
    ],
    [{ greeting: '\x1b[31m\u0000' + 'x'.repeat(300) }, /it said "\?\[31m\?x{54}"\.$/],
    [
      but('Login', (id) => no(id, 'Authentication failed')),
      'Asterisk refuses the AMI user "ringgroup": ASTERISK_AMI_USER or ASTERISK_AMI_SECRET is wrong, or manager.conf permits no login from here.',
    ],
    [
      but('CoreSettings', (id) => no(id, 'Permission denied')),
      'Asterisk does not let the AMI user "ringgroup" ask for CoreSettings: that needs write=system,reporting.',
    ],
    [
      but('ListCommands', (id) => `Response: Success\r\nActionID: ${id}\r\nDBPut: -\r\n\r\n`),
      'Asterisk does not let the AMI user "ringgroup" ask for DBGet: that needs write=system,reporting.',
    ],
    [
      but('ShowDialPlan', (id) => no(id, 'Did not find context rg-run')),
      'Asterisk has no dialplan context rg-run: include ringgroups.conf in extensions.conf and reload the dialplan.',
    ],
    ...['18.13.0', '16.30.0', '19.5.0', '1.8.32', 'certified/18.9-cert5', '13.38.3~dfsg-1'].map((it) => [
      version(it),
      `This is Asterisk ${it}; it must be 18.14, 19.6, 20 or newer.`,
    ]),
    ...['18.14.0', '18.26.4', '19.6.0', '20.0.0', '22.10.1+dfsg', 'GIT-master-abcdef', 'certified/20.7-cert2'].map(
      (it) => [version(it), 'nothing is wrong'],
    ),
  ] as [Parameters<typeof fakeAmi>[0], string | RegExp][])('%#: %s', async (it, expected) => {
    const phones = phonesAt(await fake(it))
    const said = await why(phones.read([]))
    expect(said).toMatch(expected)
    expect(phones.trouble!()).toBe(said === 'nothing is wrong' ? null : said)
  })

  it('has nobody who listens, no such host', async () => {
    const server = await fakeAmi()
    await server.close()
    expect(await why(phonesAt(server).read([]))).toMatch(
      /^Nobody listens at 127.0.0.1:\d+ \(ASTERISK_AMI_HOST, ASTERISK_AMI_PORT\)\.$/,
    )
    const nowhere = { ...server, account: { ...server.account, host: 'no-such-host.invalid' } }
    expect(await why(phonesAt(nowhere).read([]))).toBe('There is no host "no-such-host.invalid" (ASTERISK_AMI_HOST).')
  })

  it('speaks no TLS', async () => {
    const server = await fake()
    const secure = { ...server, account: { ...server.account, tls: true } }
    expect(await why(phonesAt(secure).read([]))).toMatch(/^127.0.0.1:\d+ does not speak TLS \(ASTERISK_AMI_TLS\)/)
  })

  it('does not try a wrong secret again and again', async () => {
    const server = await fake(but('Login', (id) => no(id, 'Authentication failed')))
    const phones = phonesAt(server)
    for (let i = 0; i < 5; i++) {
      expect(await why(phones.read())).toMatch('Asterisk refuses the AMI user')
      await sleep(100)
    }
    expect(server.asked.filter((it) => it.action === 'Login')).toHaveLength(1)
  })
})

describe('the phone system', () => {
  const watched = (phones: PhoneSystem) => {
    const heard: string[] = []
    phones.watch({
      back: () => heard.push('back'),
      lost: () => heard.push('lost'),
      changed: () => heard.push('changed'),
    })
    return heard
  }

  it('comes back by itself, soon, and is heard of once each time', async () => {
    const server = await fake()
    const phones = phonesAt(server)
    const heard = watched(phones)
    for (const expected of [['back'], ['back', 'lost', 'back'], ['back', 'lost', 'back', 'lost', 'back']]) {
      await vi.waitFor(() => expect(heard).toEqual(expected), 3000)
      server.cut()
      await vi.waitFor(() => expect(heard).toHaveLength(expected.length + 1))
    }
    expect(server.connections()).toBeLessThanOrEqual(1)
  })

  it('does not take a part of the directory for all of it', async () => {
    const server = await fake()
    const phones = phonesAt(server)
    expect(await phones.directory()).toEqual({
      extensions: [
        { extension: '100', name: 'Box', rings: false, voicemail: true, email: 'box@x.example', reachable: true },
        { extension: '101', name: 'Alice', rings: true, voicemail: false, reachable: true },
      ],
      numbers: [],
    })
    const short = (action: string) =>
      server.says((it) =>
        it.action === action ? list(it.id, 'Item', []).replace('ListItems: 0', 'ListItems: 1') : undefined,
      )
    for (const action of ['PJSIPShowEndpoints', 'VoicemailUsersList', 'DBGetTree']) {
      short(action)
      expect(await why(phones.directory())).toMatch(`gave only a part of ${action}`)
    }
    server.says((it) => (it.action === 'PJSIPShowEndpoints' ? no(it.id, 'No endpoints found') : undefined))
    expect(await why(phones.directory())).toBe('Asterisk lists no phones: No endpoints found')
    server.says((it) =>
      it.action === 'VoicemailUsersList' ? no(it.id, 'There are no voicemail users currently defined.') : undefined,
    )
    expect((await phones.directory()).extensions.map((it) => it.extension)).toEqual(['101'])
  })

  it('looks only at keys that are ours', async () => {
    const server = await fake()
    const phones = phonesAt(server)
    const tree: Record<string, Record<string, string>[]> = {
      rg: [
        { Key: '/rg/600', Val: '1|all|20|vm|100|101|Sales%3A%20' },
        { Key: '/RG/601', Val: '1|all|20|vm|100|101|' },
        { Key: '/rg/602/note', Val: 'x' },
        { Key: '/rg/x', Val: 'x' },
      ],
      rgdid: [
        { Key: '/rgdid/33155500103', Val: '600' },
        { Key: '/rgdid/0155500104', Val: '600' },
        { Key: '/rgdid/33155500105', Val: 'nobody' },
      ],
    }
    server.says((it) =>
      it.action === 'DBGetTree' ? list(it.id, 'DBGetTreeResponse', tree[it.headers['Family']!] ?? []) : undefined,
    )
    expect(await phones.read()).toMatchObject([
      { extension: '600', plan: { name: 'Sales', directNumbers: ['+33155500103'] } },
    ])
    expect(await phones.apply([], [Extension.parse('600')])).toEqual([])
    expect(
      server.asked.filter((it) => it.action === 'DBDel').map((it) => [it.headers['Family'], it.headers['Key']]),
    ).toEqual([
      ['rgdid', '33155500103'],
      ['rg', '600'],
    ])
  })

  it('hears phones come and go, and tells it once in a while', async () => {
    const server = await fake()
    const phones = phonesAt(server)
    const heard = watched(phones)
    await vi.waitFor(() => expect(heard).toEqual(['back']))
    server.says((it) =>
      it.action === 'DBGetTree'
        ? `${'Event: ContactStatus\r\nAOR: 101\r\n\r\n'.repeat(50)}${list(it.id, 'DBGetTree', [])}`
        : undefined,
    )
    await phones.read()
    await vi.waitFor(() => expect(heard).toEqual(['back', 'changed']), 4000)
  })
})
