// Bytes as WebSocket frames of a server (RFC 6455, section 5.2): binary, unmasked, none longer than a slow link can show life with.
import { bytesOf, type Piece } from './publish-encoder';

const wholeBinaryMessage = 0x82;
const shortBytes = 126;
const mediumBytes = 0x1_0000;

/** The pieces one after another, in frames of at most `maxFrameBytes` (below 64 kB), as one buffer. */
export function framed(pieces: readonly Piece[], totalBytes: number, maxFrameBytes: number): Buffer {
  if (maxFrameBytes >= mediumBytes) throw new RangeError(`${maxFrameBytes} bytes do not fit into a frame`);
  const fullFrames = Math.floor(totalBytes / maxFrameBytes);
  const restBytes = totalBytes % maxFrameBytes;
  const headerBytes =
    fullFrames * headerLength(maxFrameBytes) + (restBytes > 0 ? headerLength(restBytes) : 0);
  const out = Buffer.allocUnsafe(headerBytes + totalBytes);
  let at = 0;
  let left = totalBytes;
  let roomInFrame = 0;
  for (const piece of pieces) {
    const bytes = bytesOf(piece);
    for (let from = 0; from < bytes.length;) {
      if (roomInFrame === 0) {
        roomInFrame = Math.min(left, maxFrameBytes);
        at = writeHeader(out, at, roomInFrame);
      }
      const copied = bytes.copy(out, at, from, from + roomInFrame);
      at += copied;
      from += copied;
      left -= copied;
      roomInFrame -= copied;
    }
  }
  return out;
}

const headerLength = (length: number): number => (length < shortBytes ? 2 : 4);

function writeHeader(out: Buffer, at: number, length: number): number {
  out[at] = wholeBinaryMessage;
  if (length >= shortBytes) {
    out[at + 1] = shortBytes;
    return out.writeUInt16BE(length, at + 2);
  }
  out[at + 1] = length;
  return at + 2;
}
