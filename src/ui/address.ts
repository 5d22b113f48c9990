// Addresses that come from outside: something shared with Onebar, a web+onebar: link. What the app itself goes by is the hash.
import { messagePath, newMessagePath, placeOf, roomPath } from './place';

const scheme = /^web\+onebar:(?:\/\/)?/i;

/** Where an address of this origin leads to: path, query and hash. What was shared stays in the query until a room is chosen. */
export function addressOf(href: string): string {
  const url = new URL(href);
  const { pathname, search, searchParams } = url;
  const link = searchParams.get('open');
  if (link !== null && scheme.test(link)) {
    const place = placeOf(`/${link.replace(scheme, '').replace(/^\/+|\/+$/g, '')}`);
    if (place.at !== 'room') return pathname;
    const { room, target } = place;
    return `${pathname}#${target === undefined ? roomPath(room) : messagePath(room, target)}`;
  }
  if (sharedText(search) !== '' && url.hash === '') return `${pathname}${search}#${newMessagePath}`;
  return `${pathname}${search}${url.hash}`;
}

/** What another app shared, as one text; empty if nothing was. Some apps put the address into the text as well. */
export function sharedText(search: string): string {
  const params = new URLSearchParams(search);
  const parts: string[] = [];
  for (const name of ['title', 'text', 'url']) {
    const part = params.get(name)?.trim() ?? '';
    if (part !== '' && !parts.some((before) => before.includes(part))) parts.push(part);
  }
  return parts.join('\n');
}
