import { point, said, type Message } from '../views/message.ts'

/** A sentence by itself. */
export const inWords = (sentence: string): Message => ({ text: point(sentence), blocks: [said(sentence)] })
