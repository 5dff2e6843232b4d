/**
 * Binary frames up the socket: pieces of attachments (docs/attachments.md).
 */

const HEAD_BYTES = 12;

/**
 * @param {number} handle what `attachment.begin` gave on this socket
 * @param {number} offset where in the file the bytes begin
 * @param {Uint8Array} bytes
 * @returns {Uint8Array}
 */
export function encodeChunk(handle, offset, bytes) {
  const frame = new Uint8Array(HEAD_BYTES + bytes.length);
  const head = new DataView(frame.buffer);
  head.setUint32(0, handle);
  head.setBigUint64(4, BigInt(offset));
  frame.set(bytes, HEAD_BYTES);
  return frame;
}

/**
 * What the acknowledgement of such a frame is called.
 *
 * @param {number} handle
 * @param {number} offset
 */
export function chunkId(handle, offset) {
  return `${handle}:${offset}`;
}
