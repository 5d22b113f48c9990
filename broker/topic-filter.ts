// Topics and filters of MQTT, section 4.7: which are well-formed, and what matches what.

/** Longer or deeper than anybody means. What is kept of a topic grows with both, and what walks along its levels with them. */
const maxChars = 1000;
const maxLevels = 32;
const isTooLong = (text: string): boolean =>
  text.length >= maxLevels && (text.length > maxChars || text.split('/').length > maxLevels);

/** Of a PUBLISH or a will. U+FFFD stands where the bytes were no UTF-8. */
export const isTopic = (topic: string): boolean =>
  topic !== '' && !/[+#\0\uFFFD]/.test(topic) && !isTooLong(topic);

/** [MQTT-4.7.1-1], [MQTT-4.7.1-2] */
export function isFilter(filter: string): boolean {
  if (filter === '' || /[\0\uFFFD]/.test(filter) || isTooLong(filter)) return false;
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !/[+#]/.test(level);
  });
}

/** [MQTT-4.7.2-1]: a wildcard in front does not match what begins with `$`. */
export const isHidden = (firstLevel: string): boolean => firstLevel.startsWith('$');

/** Does the filter match every topic that the narrower one, or the topic, matches? */
export function covers(filter: string, narrower: string): boolean {
  const wide = filter.split('/');
  const narrow = narrower.split('/');
  if (isHidden(narrow[0] ?? '') && wide[0] !== narrow[0]) return false;
  for (const [index, level] of wide.entries()) {
    if (level === '#') return true;
    const other = narrow[index];
    if (other === undefined || other === '#') return false;
    if (level !== '+' && level !== other) return false;
  }
  return narrow.length === wide.length;
}

/** `$share/group/filter`; `wrong`: it begins like one and is none. [MQTT-4.8.2-1], [MQTT-4.8.2-2] */
export function readShared(filter: string): { group: string; filter: string } | 'wrong' | undefined {
  if (filter !== '$share' && !filter.startsWith('$share/')) return undefined;
  const [, group = '', ...levels] = filter.split('/');
  const inner = levels.join('/');
  return group === '' || /[+#\0\uFFFD]/.test(group) || isTooLong(filter) || !isFilter(inner)
    ? 'wrong'
    : { group, filter: inner };
}

/** What can be subscribed to. */
export function isSubscription(filter: string): boolean {
  const shared = readShared(filter);
  return shared === undefined ? isFilter(filter) : shared !== 'wrong';
}

/** A filter without what makes it shared. */
export function innerOf(filter: string): string {
  const shared = readShared(filter);
  return shared !== undefined && shared !== 'wrong' ? shared.filter : filter;
}
