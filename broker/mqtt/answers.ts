// PUBACKs leave in the order in which their PUBLISHes came [MQTT-4.6.0-2], whatever is answered first.

export interface Answers {
  /** Takes the next place in the row; the function that comes back fills it. */
  readonly take: () => (puback: Buffer) => void;
}

export function createAnswers(send: (bytes: Buffer) => void): Answers {
  const row: { puback: Buffer | undefined }[] = [];

  return {
    take() {
      const place: { puback: Buffer | undefined } = { puback: undefined };
      row.push(place);
      return (puback) => {
        place.puback = puback;
        let ready = row[0]?.puback;
        while (ready) {
          send(ready);
          row.shift();
          ready = row[0]?.puback;
        }
      };
    },
  };
}
