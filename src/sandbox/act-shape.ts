// What came over HTTP as an act: is it one?
import { isNode, node, string, type Node } from './json.ts'
import type { Act, PhonesAct } from './protocol.ts'
import { Malformed } from './slack-error.ts'

const SHAPES: { [D in Act['do']]: { strings: string[]; objects: string[] } } = {
  type: { strings: ['channel', 'text'], objects: [] },
  shortcut: { strings: [], objects: [] },
  home: { strings: [], objects: [] },
  read: { strings: ['channel'], objects: [] },
  press: { strings: ['block', 'action'], objects: ['at', 'answer', 'values'] },
  suggest: { strings: ['block', 'action', 'typed'], objects: ['at', 'values'] },
  submit: { strings: ['view'], objects: ['values'] },
  close: { strings: ['view'], objects: [] },
  person: { strings: ['user'], objects: ['set'] },
  phones: { strings: ['what'], objects: [] },
}

const PHONES: { [W in PhonesAct['what']]: string[] } = {
  on: [],
  off: [],
  forget: [],
  edit: ['extension', 'text'],
  call: ['to'],
  answer: ['call', 'extension'],
  reject: ['call', 'extension'],
  hangup: ['call'],
  phone: ['extension', 'does'],
  speed: ['speed'],
}

/** Throws Malformed, naming what is missing. */
export function actIn(said: unknown): Act {
  const act = node(said)
  const kind = string(act['do'])
  if (!Object.hasOwn(SHAPES, kind)) throw new Malformed(`nobody can do "${kind}"`)
  const { strings, objects } = SHAPES[kind as Act['do']]
  const wrong = ['as', ...strings].find((it) => typeof act[it] !== 'string') ?? objects.find((it) => !isNode(act[it]))
  if (wrong) throw new Malformed(`${kind} needs "${wrong}"`)
  if (kind === 'phones') {
    const what = string(act['what'])
    if (!Object.hasOwn(PHONES, what)) throw new Malformed(`a phone system does ${Object.keys(PHONES).join(', ')}`)
    const missing = PHONES[what as PhonesAct['what']].find((it) => typeof act[it] !== 'string')
    if (missing) throw new Malformed(`${what} needs "${missing}"`)
  }
  return act as Node & Act
}
