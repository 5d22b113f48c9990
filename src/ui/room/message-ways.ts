// What may be done with a message. Pure.
import type { MessageView } from '../../store/state';

/** It can be answered, and given an emoji. What is still on its way can be as well. */
export const mayAnswer = ({ retracted, unknownKind, orphaned, failedWhat }: MessageView): boolean =>
  !retracted && !unknownKind && !orphaned && failedWhat !== 'message';

export const mayChange = ({ own, retracted, unknownKind }: MessageView): boolean =>
  own && !retracted && !unknownKind;

/** Others find it by a link. */
export const hasLink = ({ seq, retracted }: MessageView): boolean => seq !== undefined && !retracted;
