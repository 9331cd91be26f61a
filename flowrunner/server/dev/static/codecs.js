/* How a stream carries sound. mu-law is ITU-T G.711; L16 is little-endian, the order Plivo uses. Samples are -1..1. */

const BIAS = 33;
const LARGEST = 8158;

const DECODED = Float32Array.from({ length: 256 }, (_, code) => {
  const inverted = ~code & 0xff;
  const exponent = (inverted >> 4) & 7;
  const magnitude = ((((inverted & 15) * 2 + BIAS) << exponent) - BIAS) * 4;
  return (inverted & 0x80 ? -magnitude : magnitude) / 32768;
});

function mulaw(sample) {
  const value = Math.floor((Math.max(-1, Math.min(1, sample)) * 32767) / 4);
  const biased = Math.min(Math.abs(value), LARGEST) + BIAS;
  const exponent = 31 - Math.clz32(biased) - 5;
  const code = (value < 0 ? 0x80 : 0) | (exponent << 4) | ((biased >> (exponent + 1)) & 15);
  return ~code & 0xff;
}

function encodeMulaw(samples) {
  return Uint8Array.from(samples, mulaw);
}

function decodeMulaw(bytes) {
  return Float32Array.from(bytes, (code) => DECODED[code]);
}

function encodeL16(samples) {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, n) => view.setInt16(2 * n, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return new Uint8Array(view.buffer);
}

function decodeL16(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length & ~1);
  return Float32Array.from({ length: view.byteLength / 2 }, (_, n) => view.getInt16(2 * n, true) / 32768);
}

/** `name` is what the host calls the encoding, `type` what Plivo does; `width` is in bytes a sample. */
export const CODECS = {
  mulaw: { name: "mulaw", type: "audio/x-mulaw", width: 1, encode: encodeMulaw, decode: decodeMulaw },
  l16: { name: "l16", type: "audio/x-l16", width: 2, encode: encodeL16, decode: decodeL16 },
};

/** Read a Stream element's `contentType`; null for one that a telephone line does not have. */
export function readContentType(text) {
  const found = /^(audio\/x-(mulaw|l16));rate=(8000|16000)$/.exec(text);
  return found && { codec: CODECS[found[2]], rate: Number(found[3]) };
}
