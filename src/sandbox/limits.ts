// Slack's limits on blocks and views, as a table: which blocks stand where, and what is in them. (docs.slack.dev/reference/block-kit)
import {
  anything,
  boolean,
  list,
  object,
  oneOf,
  plain,
  rich,
  string,
  typed,
  whole,
  type Also,
  type Check,
} from './checks.ts'
import { choices, datetimepicker, image, inputs, pickers, presses, selects } from './elements.ts'

const id = string(255)
const url = string(3000)
const type = anything // looked at by `typed`

const block = (required: { [field: string]: Check }, optional: { [field: string]: Check } = {}, also?: Also) =>
  object({ type, ...required }, { block_id: id, ...optional }, also)
const textInContext = { plain_text: plain(3000), mrkdwn: rich(3000), image }
const richText = block({ elements: list(typed(richParts()), 1, 1000) })
const cell = typed({ raw_text: anything, raw_number: anything, rich_text: richText })

/** Everywhere. */
const common: { [type: string]: Check } = {
  section: block(
    {},
    {
      text: rich(3000),
      fields: list(rich(2000), 1, 10),
      accessory: typed({ ...presses, ...selects, ...choices, ...pickers, image }),
      expand: boolean,
    },
    (it, at, { say }) => void ('text' in it || 'fields' in it || say('must define either `text` or `fields`', at)),
  ),
  header: block({ text: plain(150) }),
  divider: block({}),
  context: block({ elements: list(typed(textInContext), 1, 10) }),
  actions: block({ elements: list(typed({ ...presses, ...selects, ...choices, ...pickers, datetimepicker }), 1, 25) }),
  input: block(
    { label: plain(2000), element: typed({ ...inputs, ...selects, ...choices, ...pickers, datetimepicker }) },
    { hint: plain(2000), optional: boolean, dispatch_action: boolean },
  ),
  image: block({ alt_text: string(2000) }, { image_url: url, slack_file: anything, title: plain(2000) }),
  rich_text: richText,
  video: anything,
}
const tables: { [type: string]: Check } = {
  table: block({ rows: list(list(cell, 1, 20), 1, 100) }, { column_settings: list(anything, 0, 20) }),
  data_table: block(
    { rows: list(list(cell, 1, 20), 1, 201), caption: string(150) },
    { page_size: whole(1, 100), row_header_column_index: whole(0, 19) },
  ),
  container: block(
    { child_blocks: list(typed({ ...common }), 1, 10) },
    {
      title: plain(150),
      rich_text_title: richText,
      subtitle: rich(150),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: image,
      is_collapsible: boolean,
      default_collapsed: boolean,
      has_header_divider: boolean,
    },
  ),
}
/** Which blocks stand where. */
export const BLOCKS = {
  modal: typed({
    ...common,
    alert: block({ text: rich(3000) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
  }),
  home: typed({ ...common, ...tables }),
  message: typed({
    ...common,
    ...tables,
    markdown: block({ text: string(12_000) }),
    context_actions: block({ elements: list(anything, 1, 5) }),
    card: anything,
    carousel: anything,
    plan: anything,
    task_card: anything,
  }),
} as const
export const MOST_BLOCKS = { modal: 100, home: 100, message: 50 } as const

const view = { callback_id: string(255, 0), external_id: string(255, 0), private_metadata: string(3000, 0) }
export const VIEWS = {
  modal: object(
    { type, title: plain(24), blocks: list(BLOCKS.modal, 0, MOST_BLOCKS.modal) },
    {
      ...view,
      close: plain(24),
      submit: plain(24),
      clear_on_close: boolean,
      notify_on_close: boolean,
      submit_disabled: boolean,
    },
  ),
  home: object({ type, blocks: list(BLOCKS.home, 0, MOST_BLOCKS.home) }, view),
} as const

function richParts(): { [type: string]: Check } {
  const leaf = (more: { [field: string]: Check }) => object({ type, ...more }, { style: anything })
  const leaves = typed({
    text: leaf({ text: string(3000) }),
    user: leaf({ user_id: id }),
    usergroup: leaf({ usergroup_id: id }),
    channel: leaf({ channel_id: id }),
    team: leaf({ team_id: id }),
    broadcast: leaf({ range: oneOf('here', 'channel', 'everyone') }),
    emoji: object(
      { type, name: string(100) },
      { unicode: anything, url: anything, style: anything, skin_tone: anything },
    ),
    link: object({ type, url }, { text: string(3000), unsafe: boolean, style: anything }),
    date: object(
      { type, timestamp: whole(0, 9_999_999_999), format: string(500) },
      { url, fallback: string(500), style: anything },
    ),
    color: leaf({ value: string(20) }),
  })
  const border = { border: oneOf(0, 1) }
  const rich_text_section = object({ type, elements: list(leaves, 0, 1000) })
  return {
    rich_text_section,
    rich_text_list: object(
      { type, style: oneOf('bullet', 'ordered'), elements: list(typed({ rich_text_section }), 1, 1000) },
      { indent: whole(0, 8), offset: whole(0, 1000), ...border },
    ),
    rich_text_quote: object({ type, elements: list(leaves, 0, 1000) }, border),
    rich_text_preformatted: object({ type, elements: list(leaves, 0, 1000) }, { ...border, language: string(50) }),
  }
}
