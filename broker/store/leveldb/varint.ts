// Reads LevelDB's numbers and strings of varying length, one after another. Past the end everything reads as undefined.

export interface Reader {
  varint(): number | undefined;
  /** A length and that many bytes. */
  slice(): Buffer | undefined;
  take(length: number): Buffer | undefined;
  byte(): number | undefined;
  isAtEnd(): boolean;
}

export function createReader(bytes: Buffer, start = 0, end = bytes.length): Reader {
  let at = start;

  function varint(): number | undefined {
    let value = 0;
    // Beyond 53 bits a number is none of ours: no file is that long.
    for (let shift = 0; shift < 56; shift += 7) {
      const next = byte();
      if (next === undefined) return undefined;
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) return value;
    }
    return undefined;
  }

  function byte(): number | undefined {
    return at < end ? bytes[at++] : undefined;
  }

  function slice(): Buffer | undefined {
    const length = varint();
    return length === undefined ? undefined : take(length);
  }

  function take(length: number): Buffer | undefined {
    if (length > end - at) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  }

  return { varint, slice, take, byte, isAtEnd: () => at >= end };
}
