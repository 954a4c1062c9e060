import type { ModalView, PlainTextElement, SectionBlock } from '@slack/types'
import { ErrorCode } from '@slack/web-api'

/** Newer blocks are there in some workspaces and not yet in others: Slack then says that it does not know the type. */
export const isUnknownBlock = (error: unknown): boolean => {
  if (!(error instanceof Error) || !('code' in error) || error.code !== ErrorCode.PlatformError) return false
  return /unsupported type|invalid_blocks|invalid_arguments/.test(JSON.stringify('data' in error ? error.data : ''))
}

/** The same form with what every workspace has: an alert is a paragraph. */
export const classic = (view: ModalView): ModalView => ({
  ...view,
  blocks: view.blocks.map((block) => {
    const { type, text } = block as { type: string; text?: PlainTextElement }
    const section: SectionBlock | undefined = text && { type: 'section', text }
    return type === 'alert' && section ? section : block
  }),
})
