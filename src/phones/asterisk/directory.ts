// What Asterisk has: its PJSIP endpoints named by an extension, its voicemail boxes, and the company's numbers, which the
// operator keeps in AstDB (family `rgnum`: the number without its +, and where it leads when no group has it).
import { unreachable } from '../phone-system.ts'
import type { Directory, Entry } from '../../ring/company.ts'
import { Extension } from '../../ring/group.ts'
import { AmiError, type Ami } from './ami.ts'
import { inBatches, treeOf } from './astdb.ts'
import { extensionIn, numberIn } from './value.ts'
import type { Message } from './wire.ts'

/** The context of voicemail.conf whose boxes are meant, as ringgroups_site.conf has it. */
const CONTEXT = 'default'

/** Milliseconds: asking for names one by one is most of the work, and phones come and go far more often than names. */
const NAMES = 4 * 60_000
/** An answer has some five thousand bytes; whoever else asks gets in between. */
const AT_ONCE = 20

/** All of it, or an error. A trunk has no extension for a name, so it is none of them. */
export function openDirectory() {
  let names = new Map<Extension, string>()
  let named = -Infinity
  return async (ami: Ami): Promise<Directory> => {
    const [endpoints, boxes, numbers] = await Promise.all([endpointsOf(ami), boxesOf(ami), treeOf(ami, 'rgnum')])
    const now = performance.now()
    const known = now - named < NAMES ? names : new Map<Extension, string>()
    const fresh = new Map(known)
    const unknown = [...endpoints.keys()].filter((it) => !known.has(it))
    await inBatches(unknown, async (it) => void fresh.set(it, await nameOf(ami, it)), AT_ONCE)
    if (known !== names) named = now
    names = fresh
    return asDirectory({ endpoints, boxes, numbers, names })
  }
}

type Parts = {
  endpoints: Map<Extension, string>
  boxes: Map<Extension, Message>
  numbers: Map<string, string>
  names: Map<Extension, string>
}

function asDirectory({ endpoints, boxes, numbers, names }: Parts): Directory {
  const extensions = [...new Set([...endpoints.keys(), ...boxes.keys()])].toSorted().map((extension): Entry => {
    const [state, box] = [endpoints.get(extension), boxes.get(extension)]
    const email = said(box, 'Email').toLowerCase()
    return {
      extension,
      name: names.get(extension) || said(box, 'Fullname'),
      rings: state !== undefined,
      voicemail: box !== undefined,
      ...(email && { email }),
      reachable: state === undefined || !OFF.includes(state),
    }
  })
  return {
    extensions,
    numbers: [...numbers].flatMap(([key, value]) => {
      const number = numberIn(key)
      return number ? { number, leadsTo: extensionIn(value) } : []
    }),
  }
}

/** What is not there is printed as C prints it. */
const said = (box: Message | undefined, header: string) => (box?.get(header) ?? '').replace(/^\(null\)$/, '')

/** Device states in which the dialplan, too, leaves a phone out. One in a call is there: it decides for itself. */
const OFF = ['Unavailable', 'Invalid']

/** Their device states. */
export async function endpointsOf(ami: Ami): Promise<Map<Extension, string>> {
  const [, ...list] = await ami.ask('PJSIPShowEndpoints').catch((error: Error) => {
    // "No endpoints found": while a configuration is read anew that may be so for a moment; nobody has a PBX without phones
    throw error instanceof AmiError ? unreachable(`Asterisk lists no phones: ${error.message}`) : error
  })
  return byExtension(list, 'ObjectName', (it) => it.get('DeviceState') ?? '')
}

async function boxesOf(ami: Ami): Promise<Map<Extension, Message>> {
  const [, ...list] = await ami.ask('VoicemailUsersList').catch((error: Error): Message[] => {
    if (error instanceof AmiError && /no voicemail users/i.test(error.message)) return []
    throw error
  })
  const ours = list.filter((it) => it.get('VMContext') === CONTEXT)
  return byExtension(ours, 'VoiceMailbox', (it) => it)
}

/** Of `Callerid: "Alice Martin" <101>` the name; a line without one has its number alone, or nothing. */
async function nameOf(ami: Ami, extension: Extension): Promise<string> {
  const messages = await ami.ask('PJSIPShowEndpoint', { Endpoint: extension }).catch((error: Error) => {
    throw error instanceof AmiError ? unreachable(`Asterisk does not tell of ${extension}: ${error.message}`) : error
  })
  const callerId = messages.find((it) => it.get('Event') === 'EndpointDetail')?.get('Callerid') ?? ''
  const name = /^"(.*)"\s*(<.*>)?$/.exec(callerId)?.[1] ?? /^([^<]*)(<.*>)?$/.exec(callerId)?.[1] ?? ''
  return name
    .replace(/\\(.)/g, '$1')
    .replace(/^<unknown>$/, '')
    .trim()
}

function byExtension<T>(list: Message[], header: string, value: (it: Message) => T): Map<Extension, T> {
  return new Map(
    list.flatMap((it) => {
      const extension = Extension.safeParse(it.get(header)).data
      return extension && it.get('Event') !== undefined && !it.has('EventList') ? [[extension, value(it)] as const] : []
    }),
  )
}
