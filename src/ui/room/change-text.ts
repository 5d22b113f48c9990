// A change of a room in a sentence: "Ann removed Bo".
import type { ChangeView } from '../../store/state';
import { texts } from '../texts/texts';

export function changeText({ actor, target, targetsSelf, change }: ChangeView): string {
  const words = texts.changes;
  const whom = targetsSelf ? undefined : (target ?? '');
  switch (change.what) {
    case 'name':
    case 'made':
      return words[change.what](actor, change.name);
    case 'topic':
      return words.topic(actor, change.topicLine.trim());
    case 'visibility':
      return words[change.visibility](actor);
    case 'retention':
    case 'delete':
      return words[change.what](actor);
    case 'join':
    case 'leave':
    case 'invite':
    case 'remove':
    case 'ban':
    case 'unban':
    case 'make-admin':
    case 'make-member':
    case 'make-owner':
  }
  return words[change.what](actor, whom);
}
