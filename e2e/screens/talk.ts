// What stands on the pictures: a small team on a mountain, its rooms, and what they say to each other.
import type { RoomId, UserId } from '../../src/protocol/ids';
import {
  entryOf,
  seededId,
  seedMessage,
  seedRow,
  type SeedRoom,
  type SeedRows,
} from '../browser/seed-device';

/** Messages that are at the server and not on the device. */
const hole = 7;

interface Said {
  readonly by: number;
  readonly text: string;
  /** Minutes after the one before. */
  readonly after?: number;
}

interface Talk {
  /** Four of them; the first is whose device it is. */
  readonly people: readonly string[];
  readonly team: string;
  readonly clinic: string;
  readonly huts: string;
  readonly topicLine: string;
  readonly said: readonly Said[];
  /** Written without a link. */
  readonly waiting: readonly string[];
  readonly clinicSaid: string;
  readonly directSaid: string;
}

export const talks: Readonly<Record<'en' | 'ar', Talk>> = {
  en: {
    people: ['Lena', 'Asha', 'Tomás', 'Joel'],
    team: 'North slope team',
    clinic: 'Clinic Kasese',
    huts: 'Hut book',
    topicLine: 'Who is where, and what is needed',
    said: [
      { by: 1, text: 'Good morning. Two of us are at the upper hut, everybody slept well.' },
      { by: 2, text: 'Road is open until the bridge. After that only on foot.', after: 12 },
      { by: 2, text: 'Taking the upper path.' },
      { by: 0, text: 'Soup at one, there is enough for six.', after: 4 },
      { by: 3, text: 'I bring bread and the second battery.', after: 2 },
      { by: 1, text: 'Water at the ford is knee high and rising.', after: 40 },
      { by: 0, text: 'Understood. Nobody crosses after three.', after: 1 },
      { by: 2, text: 'Thank you. I wait at the bridge for Joel, then we come up together.', after: 6 },
      { by: 3, text: 'Ten minutes away. I can see your lamp 🙂', after: 9 },
    ],
    waiting: ['The culvert at km 41 is gone, we take the lower path.', 'Please keep some soup warm for us.'],
    clinicSaid: 'Cold chain is fine, 4 °C',
    directSaid: 'Can you bring the second battery?',
  },
  ar: {
    people: ['لينا', 'آشا', 'توماس', 'جويل'],
    team: 'فريق المنحدر الشمالي',
    clinic: 'عيادة كاسيسي',
    huts: 'دفتر الكوخ',
    topicLine: 'من أين، وما الذي يلزم',
    said: [
      { by: 1, text: 'صباح الخير. نحن اثنان في الكوخ الأعلى، والجميع نام جيدًا.' },
      { by: 2, text: 'الطريق مفتوح حتى الجسر. بعده سيرًا على الأقدام فقط.', after: 12 },
      { by: 2, text: 'سآخذ الدرب الأعلى.' },
      { by: 0, text: 'الحساء في الواحدة، وهو يكفي ستة.', after: 4 },
      { by: 3, text: 'أُحضر الخبز والبطارية الثانية.', after: 2 },
      { by: 1, text: 'الماء عند المخاضة يصل إلى الركبة ويرتفع.', after: 40 },
      { by: 0, text: 'مفهوم. لا أحد يعبر بعد الثالثة.', after: 1 },
      { by: 2, text: 'شكرًا. أنتظر جويل عند الجسر ثم نصعد معًا.', after: 6 },
      { by: 3, text: 'على بُعد عشر دقائق. أرى مصباحك 🙂', after: 9 },
    ],
    waiting: ['انجرف المعبر عند الكيلومتر 41، سنسلك الدرب الأسفل.', 'أبقوا لنا بعض الحساء دافئًا.'],
    clinicSaid: 'التبريد سليم، 4 درجات',
    directSaid: 'هل يمكنك إحضار البطارية الثانية؟',
  },
};

/** What the device of the first one holds in a tunnel: all that was said, with a hole in it, and words that wait. */
export function rowsOf(talk: Talk, me: UserId, nowMs: number) {
  const team = 'seeded-team' as RoomId;
  const ids = talk.people.map((_, at) => (at === 0 ? me : (`seeded-person-${at}` as UserId)));
  const by = (at: number): UserId => ids[at] ?? me;
  // Minutes before now, so that all of it is of today where there is a day.
  const minutes = talk.said.reduce((sum, { after = 0 }) => sum + after, 0) + 12;
  const seed: SeedRoom = { room: team, me, fromSec: 0 };
  let atSec = Math.floor(nowMs / 1000) - minutes * 60;
  const messages = talk.said.map(({ by: author, text, after = 0 }, at) => {
    atSec += after * 60;
    const seq = at + 1 + (at >= 5 ? hole : 0);
    const facts = { ts: atSec, waitedSec: at === 5 ? 10_800 : 0 };
    // What the first one says last answers what came late.
    return seedMessage(seed, seq, by(author), text, {
      ...facts,
      ...(at === 6 && { replyTo: seededId(seq - 1) }),
    });
  });
  const head = messages.at(-1)?.seq ?? 0;
  const reacted = messages[1];
  const other = (room: string, name: string, n: number, author: number, text: string, agoMin: number) => {
    const ts = Math.floor(nowMs / 1000) - agoMin * 60;
    return {
      record: { room, name, visibility: 'private', head: 1, read: author === 0 ? 1 : 0 },
      message: { ...seedMessage(seed, 1, by(author), text, { ts, id: seededId(n) }), room: room as RoomId },
    };
  };
  const others = [
    other('seeded-direct', talk.people[1] ?? '', 301, 1, talk.directSaid, 8),
    other('seeded-clinic', talk.clinic, 302, 3, talk.clinicSaid, 95),
    other('seeded-huts', talk.huts, 303, 0, talk.waiting[1] ?? '', 60 * 26),
  ];
  const rows = {
    people: talk.people.map((name, at) => ({ user: by(at), name })),
    rooms: [
      {
        room: team,
        name: talk.team,
        visibility: 'private',
        role: 'owner',
        topicLine: talk.topicLine,
        head,
        read: head,
      },
      ...others.map(({ record }, at) =>
        at === 0 ? { ...record, visibility: 'direct', partner: by(1) } : record,
      ),
    ],
    held: [
      {
        room: team,
        ranges: [
          [1, 5],
          [6 + hole, head],
        ],
      },
      ...others.map(({ record }) => ({ room: record.room, ranges: [[1, 1]] })),
    ],
    messages: [...messages, ...others.map(({ message }) => message)],
    entries: [...messages, ...others.map(({ message }) => message)].map(entryOf),
    marks: [
      { room: team, user: by(1), read: head, delivered: head, learned: [] },
      { room: team, user: by(2), read: head - 1, delivered: head, learned: [] },
    ],
    reactions: reacted
      ? [1, 3].map((each, at) => ({
          room: team,
          target: reacted.id,
          from: by(each),
          emoji: '👍',
          seq: head + 1 + at,
        }))
      : [],
    outbox: talk.waiting.map((text, at) =>
      seedRow(seed, at + 1, { text }, { writtenAtMs: nowMs - (6 - at) * 60_000 }),
    ),
    stories: [],
    orphans: [],
    drafts: [],
  } satisfies SeedRows;
  return { team, rows };
}
