/**
 * Looking over the shoulder of the transports: they are given a `fetch` and a `WebSocket`
 * that tell what goes through them.
 *
 * @typedef {{
 *   asked?: (url: URL, init: RequestInit) => void,
 *   answered?: (response: Response) => void,
 *   bytes?: (count: number) => void,
 *   opened?: () => void,
 *   received?: (data: string|Blob|ArrayBuffer) => void,
 *   sent?: (data: string) => void,
 * }} See `bytes` of the body, as they come in
 */

/**
 * @param {typeof fetch} call
 * @param {See} see
 * @returns {typeof fetch}
 */
export function watchFetch(call, see) {
  return async (url, init = {}) => {
    see.asked?.(new URL(String(url)), init);
    const response = await call(url, init);
    see.answered?.(response);
    if (!response.body || !see.bytes) return response;
    const counting = new TransformStream({
      transform(piece, passOn) {
        see.bytes?.(piece.byteLength);
        passOn.enqueue(piece);
      },
    });
    return new Response(response.body.pipeThrough(counting), response);
  };
}

/**
 * @param {typeof WebSocket} Socket
 * @param {See} see
 * @returns {typeof WebSocket}
 */
export function watchSocket(Socket, see) {
  return class extends Socket {
    /** @param {string|URL} url @param {string|string[]} [protocols] */
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener("open", () => see.opened?.());
      this.addEventListener("message", ({ data }) => see.received?.(data));
    }

    /** @param {any} data */
    send(data) {
      see.sent?.(data);
      super.send(data);
    }
  };
}
