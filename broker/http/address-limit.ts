// How many there are from each address at the same time, and that it is not too many.

export interface AddressLimit {
  /** Gives back what ends it, which may be called twice; `undefined`: there are too many from there. */
  enter(address: string): (() => void) | undefined;
}

export function createAddressLimit(maxPerAddress: number): AddressLimit {
  const countsByAddress = new Map<string, number>();

  return {
    enter(address) {
      const count = countsByAddress.get(address) ?? 0;
      if (count >= maxPerAddress) return undefined;
      countsByAddress.set(address, count + 1);
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        const left = (countsByAddress.get(address) ?? 1) - 1;
        if (left > 0) countsByAddress.set(address, left);
        else countsByAddress.delete(address);
      };
    },
  };
}
