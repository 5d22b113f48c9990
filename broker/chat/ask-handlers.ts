// The shape of what answers a device's questions: one handler per method of src/protocol/ask.ts.
import type { AskError, AskMethod, AskParams, AskResult, DecodedAsk } from '../../src/protocol/ask';
import type { UserId } from '../../src/protocol/ids';
import type { SessionHandle } from '../application';

export type Answer<M extends AskMethod> =
  /** `first` goes out before the result, as a part of its own; `afterwards` runs when all has been sent. */
  | { readonly first?: AskResult<M>; readonly result: AskResult<M>; readonly afterwards?: () => void }
  | { readonly error: AskError };

/** Each looks for itself whether `user` may ask this. They reject when the store fails. */
export type Handlers = {
  readonly [M in AskMethod]: (
    session: SessionHandle,
    params: AskParams<M>,
    user: UserId,
    ask: Pick<DecodedAsk, 'firstRows' | 'readsSince' | 'spares'>,
  ) => Answer<M> | Promise<Answer<M>>;
};

export const notAMember: AskError = { code: 'not-a-member', text: 'You are not a member of this room.' };
