// What controls hold, and at first.

/** Every control of a block, wherever it stands in it. */
export const controlsOf = (block) =>
  [block.element, block.accessory, ...(block.type === 'actions' ? block.elements : [])].filter(Boolean)

const kinds = { users_select: 'user', datetimepicker: 'date_time' }

/** The name of what such an element holds: `value`, `selected_option`, `selected_users`. Buttons and menus hold nothing. */
export function partOf(type) {
  if (type.endsWith('_input')) return 'value'
  if (/^(button|overflow|image)$/.test(type)) return undefined
  const many = /^(multi_|checkboxes)/.test(type)
  return `selected_${kinds[type.replace('multi_', '')] ?? 'option'}${many ? 's' : ''}`
}

function initial({ type, ...element }) {
  const part = partOf(type)
  const from = part?.replace(/^(selected_)?/, 'initial_')
  return part && { type, [part]: element[from] ?? (part.endsWith('s') ? [] : null) }
}

/** A control keeps what it holds as long as its block and action are there; whatever is new gets its initial value. */
export function carryOver(blocks, held) {
  const values = {}
  for (const block of blocks) {
    for (const control of controlsOf(block)) {
      const before = held[block.block_id]?.[control.action_id]
      const answer = before?.type === control.type ? before : initial(control)
      if (answer) (values[block.block_id] ??= {})[control.action_id] = answer
    }
  }
  return values
}
