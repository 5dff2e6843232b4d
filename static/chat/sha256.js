// SHA-256 (FIPS 180-4) of bytes that come piece by piece. The browser's own takes a whole file at
// once, and only on https.

const PRIMES = firstPrimes(64);
const K = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const BLOCK_BYTES = 64;

export class Sha256 {
  #state = START.slice();
  #words = new Uint32Array(64);
  /** What does not fill a block yet. */
  #rest = new Uint8Array(0);
  #size = 0;

  /** @param {Uint8Array} bytes */
  update(bytes) {
    this.#size += bytes.length;
    const data = this.#rest.length > 0 ? joined(this.#rest, bytes) : bytes;
    const whole = data.length - (data.length % BLOCK_BYTES);
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    for (let at = 0; at < whole; at += BLOCK_BYTES) this.#block(view, at);
    this.#rest = data.slice(whole);
  }

  /** @returns {string} the digest in hexadecimal; nothing can be added afterwards */
  hex() {
    const size = this.#size;
    const end = new Uint8Array(BLOCK_BYTES - ((size + 8) % BLOCK_BYTES) + 8);
    end[0] = 0x80;
    new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(size) * 8n);
    this.update(end);
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, "0")).join("");
  }

  /** @param {DataView} view @param {number} at */
  #block(view, at) {
    const words = this.#words;
    for (let t = 0; t < 16; t += 1) words[t] = view.getUint32(at + 4 * t);
    for (let t = 16; t < 64; t += 1) {
      const before = words[t - 15];
      const last = words[t - 2];
      const s0 = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
      const s1 = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
      words[t] = words[t - 16] + s0 + words[t - 7] + s1;
    }
    let [a, b, c, d, e, f, g, h] = this.#state;
    for (let t = 0; t < 64; t += 1) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[t] + words[t]) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => {
      this.#state[index] += word;
    });
  }
}

/** @param {number} word @param {number} by */
function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/** @param {Uint8Array} a @param {Uint8Array} b */
function joined(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** @param {number} count */
function firstPrimes(count) {
  /** @type {number[]} */
  const primes = [];
  for (let number = 2; primes.length < count; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}

/** The first 32 bits behind the point. @param {number} number */
function fraction(number) {
  return ((number - Math.floor(number)) * 2 ** 32) >>> 0;
}
