// What a notification says, and where it leads.
import type { Telling } from '../../store/news';
import { roomPath, roomsPath } from '../place';
import { later, restOfTexts, texts } from '../texts/texts';

interface Words {
  readonly title: string;
  readonly body: string;
  readonly href: string;
}

/** In the order of what is told. */
export async function notificationWords(telling: Telling): Promise<readonly Words[]> {
  await restOfTexts();
  const words = later.notifications;
  if (telling.what === 'sum')
    return [
      { title: texts.brand, body: words.sum(telling.messages, telling.rooms), href: hrefOf(roomsPath) },
    ];
  return telling.news.map(({ room, name, isDirect, newest }) => ({
    title: isDirect ? newest.author : words.title(newest.author, name),
    body: newest.text,
    href: hrefOf(roomPath(room)),
  }));
}

const hrefOf = (path: string): string => `/#${path}`;
