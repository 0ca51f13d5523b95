import type { MessageHeader } from '../protocol/message.ts';

/** The question that the person has not answered yet. There is one at most, for the cell that asks waits. */
export class OpenPrompt {
  #asked: { readonly prompt: string; readonly cell: string } | undefined;

  /**
   * A question is put; whoever answers an older one comes too late.
   * @param prompt - header of the input_request
   * @param cell - header of the request whose cell asks
   */
  open(prompt: MessageHeader, cell: MessageHeader): void {
    this.#asked = { prompt: prompt.msg_id, cell: cell.msg_id };
  }

  /**
   * Whether a reply answers the open question, which is answered with that. Front ends name the input_request as its
   * parent; older ones name the cell's request, or nothing, and are believed.
   * @param parent - parent header of the input_reply
   */
  takes(parent: Partial<MessageHeader>): boolean {
    const id = (parent.msg_id as unknown) ?? '';
    if (this.#asked === undefined) return false;
    if (id !== '' && id !== this.#asked.prompt && id !== this.#asked.cell) return false;
    this.#asked = undefined;
    return true;
  }
}
