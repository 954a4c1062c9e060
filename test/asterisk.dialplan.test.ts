import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const folder = 'src/phones/asterisk/pbx'
const files = readdirSync(folder).filter((it) => it !== 'ringgroups_manager.conf')

// Chosen by a caller, or by a phone that registers: names, dialled numbers, contacts, whatever a variable made of them holds.
const CHOSEN =
  /\b(CALLERID|CONNECTEDLINE|RG_CALLER|RG_CONTACTS|PJSIP_DIAL_CONTACTS|PJSIP_HEADER|SIP_HEADER|URIDECODE|RG_LABEL|DNID|ANI|DB_RESULT|RG_RAW)\b/
// They read what they are given once more as dialplan, or as an expression.
const OBEYS = /^(ExecIf|IF|IFTIME|EVAL|Exec|TryExec|System|TrySystem|SHELL|AGI|MacroIf|Macro|STAT)$/

describe.each(files)('%s', (file) => {
  const lines = readFileSync(`${folder}/${file}`, 'utf8')
    .split('\n')
    .map((text, at) => ({ at: at + 1, text: text.replace(/(?<!\\);.*/, '').trim() }))
    .filter((it) => it.text)

  it('gives nothing that a caller chose to what would obey it', () => {
    const wrong = lines.flatMap(({ at, text }) =>
      spans(text)
        .filter(isUnsafe)
        .map((it) => `${at}: ${it.kind}(${it.inner})`),
    )
    expect(wrong).toEqual([])
  })

  it('shows a name to nobody but the phones: in what is told it is percent-encoded', () => {
    for (const { text } of lines.filter((it) => it.text.includes('UserEvent(')))
      expect(text.replace(/\$\{URIENCODE\(\$\{RG_CALLER\}\)\}/g, '')).not.toMatch(CHOSEN)
  })

  it('runs no program, and changes nothing in AstDB', () => {
    for (const { text } of lines)
      expect(text).not.toMatch(/\b(System|TrySystem|SHELL|AGI|EAGI|ExecIf|EVAL|DBput|DB_DELETE|Exec)\(|Set\(DB\(/)
  })
})

it('finds what it looks for', () => {
  const unsafe = (text: string) => spans(text).some(isUnsafe)
  expect(unsafe('same => n,ExecIf($[1]?Set(x=${CALLERID(name)}))')).toBe(true)
  expect(unsafe('same => n,Set(x=${IF($[1 = 1]?${RG_CALLER}:)})')).toBe(true)
  expect(unsafe('same => n,GotoIf($["${CALLERID(num)}" = "x"]?a)')).toBe(true)
  expect(unsafe('same => n,Set(x=${EVAL(${RG_LABEL})})')).toBe(true)
  expect(unsafe('same => n,GotoIf($[${LEN(${RG_CALLER})} = 0]?a)')).toBe(false)
  expect(unsafe('same => n,Set(x=${CALLERID(name)})')).toBe(false)
})

type Span = { kind: string; inner: string }

/** A length, or what is left of a text when only digits are kept, is no text of theirs any more. */
const isUnsafe = ({ kind, inner }: Span) =>
  (kind === '$[]' || OBEYS.test(kind)) && CHOSEN.test(inner.replace(/(LEN|FILTER|REGEX)\((?:[^()]|\([^()]*\))*\)/g, ''))

/** Every `$[…]` and every `name(…)` of a line, those within others, too. */
function spans(text: string): Span[] {
  const all: Span[] = []
  for (const { 0: head, index, groups } of text.matchAll(/\$\[|(?<name>\w+)\(/g)) {
    const [open, close] = head === '$[' ? ['[', ']'] : ['(', ')']
    const from = index + head.length
    let depth = 1
    let end = from
    for (; end < text.length && depth > 0; end++) depth += text[end] === open ? 1 : text[end] === close ? -1 : 0
    all.push({ kind: groups?.['name'] ?? '$[]', inner: text.slice(from, end - 1) })
  }
  return all
}
