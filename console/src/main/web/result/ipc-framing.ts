const CONTINUATION = 0xffffffff;
const PREFIX_BYTES = 8;
const MAX_METADATA_BYTES = 64 << 20;
/** Bodies up to so long are kept: a server's words on a failure are no longer. */
const MAX_KEPT_BYTES = 64 << 10;
/** Where the vtable of a Message has its fourth field, the length of the body. */
const BODY_LENGTH_SLOT = 10;

/**
 * Follows the messages of an Arrow IPC stream while its bytes pass by, to know whether all of it came. Decoders take a
 * stream that was cut between two messages for complete; only the end-of-stream marker says so.
 *
 * https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format
 */
export class IpcFraming {
  /** Whether the end-of-stream marker has passed. */
  ended = false;

  #header = new Uint8Array(PREFIX_BYTES);
  #filled = 0;
  #isPrefix = true;
  #bodyLeft = 0;
  #body = new Uint8Array(0);

  /**
   * What there is of a small body that has not come whole. A server that fails announces a batch whose body never comes, and says
   * in its place why, as JSON.
   */
  get rest(): string {
    const come = Math.max(this.#body.length - this.#bodyLeft, 0);
    return this.#bodyLeft === 0 ? '' : new TextDecoder().decode(this.#body.subarray(0, come));
  }

  /** Takes the next bytes, however they are cut; throws where they are no Arrow IPC stream. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.ended) throw new Error('The stream goes on after its end marker.');
      const passed = Math.min(this.#bodyLeft, chunk.length - at);
      if (passed > 0) {
        if (this.#body.length > 0) this.#body.set(chunk.subarray(at, at + passed), this.#body.length - this.#bodyLeft);
        this.#bodyLeft -= passed;
        at += passed;
      } else {
        at += this.#fillHeader(chunk.subarray(at));
      }
    }
  }

  #fillHeader(chunk: Uint8Array): number {
    const taken = chunk.subarray(0, this.#header.length - this.#filled);
    this.#header.set(taken, this.#filled);
    this.#filled += taken.length;
    if (this.#filled === this.#header.length) this.#headerIsFull();
    return taken.length;
  }

  #headerIsFull(): void {
    const view = new DataView(this.#header.buffer);
    if (this.#isPrefix) {
      const length = view.getInt32(4, true);
      if (view.getUint32(0, true) !== CONTINUATION || length < 0 || length > MAX_METADATA_BYTES) {
        throw new Error('The answer is not an Arrow IPC stream.');
      }
      this.ended = length === 0;
      this.#expect(length === 0 ? PREFIX_BYTES : length, length === 0);
    } else {
      this.#bodyLeft = bodyLength(view);
      this.#body = new Uint8Array(this.#bodyLeft <= MAX_KEPT_BYTES ? this.#bodyLeft : 0);
      this.#expect(PREFIX_BYTES, true);
    }
  }

  #expect(bytes: number, isPrefix: boolean): void {
    this.#header = new Uint8Array(bytes);
    this.#filled = 0;
    this.#isPrefix = isPrefix;
  }
}

/** Reads the one field that is needed of the flatbuffer. */
function bodyLength(message: DataView): number {
  const table = message.getUint32(0, true);
  const vtable = table - message.getInt32(table, true);
  const slot = message.getUint16(vtable, true) > BODY_LENGTH_SLOT ? message.getUint16(vtable + BODY_LENGTH_SLOT, true) : 0;
  return slot === 0 ? 0 : Number(message.getBigInt64(table + slot, true));
}
