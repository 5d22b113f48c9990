// PUBACKs leave in the order in which their PUBLISHes came [MQTT-4.6.0-2], whatever is answered first.

/** A place in the row; empty until its PUBLISH is answered. */
export interface AnswerPlace {
  puback: Buffer | undefined;
}

export type Answers = AnswerPlace[];

export function takePlace(answers: Answers): AnswerPlace {
  const place: AnswerPlace = { puback: undefined };
  answers.push(place);
  return place;
}

/** Takes out what may leave now. */
export function takeReady(answers: Answers): Buffer[] {
  const ready: Buffer[] = [];
  for (const { puback } of answers) {
    if (!puback) break;
    ready.push(puback);
  }
  answers.splice(0, ready.length);
  return ready;
}
