// A change of a room in a sentence: "Ann removed Bo".
import type { ChangeView } from '../../store/state';
import { texts } from '../texts/en';

export function changeText({ actor, target, targetsSelf, change }: ChangeView): string {
  const { you, yourself, ...words } = texts.changes;
  const who = actor ?? you;
  const whom = targetsSelf ? yourself : (target ?? '');
  switch (change.what) {
    case 'name':
    case 'made':
      return words[change.what](who, change.name);
    case 'topic':
      return words.topic(who, change.topicLine.trim());
    case 'visibility':
      return words[change.visibility](who);
    case 'retention':
    case 'delete':
      return words[change.what](who);
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
  return words[change.what](who, whom);
}
