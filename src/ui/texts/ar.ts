// كل ما يُقرأ في Onebar بالعربية: الجمل نفسها التي في en.ts وبالأسماء نفسها. ما كان هناك دالة فهو هنا دالة، و`#` مكان العدد، والأسماء والتواريخ
// والمدد تأتي كما تُعرض. جمل قصيرة وواضحة ولطيفة، بصيغة تناسب الجميع قدر الإمكان؛ ما هو محفوظ أولًا، ثم ما تعذّر. المدد مجرورة («منذ دقيقتين»).
import { maxNameChars, minPasswordChars } from '../../protocol/limits';
import type * as en from './en';
import { numbersOf } from './numbers';

const { count, number } = numbersOf('ar');
/** مفرد، مثنى، جمع من ٣ إلى ١٠، تمييز منصوب من ١١ إلى ٩٩، وما سوى ذلك. */
const counted = (n: number, one: string, two: string, few: string, many: string, other: string): string =>
  count(n, { one, two, few, many, other });
const people = (n: number): string => counted(n, 'شخص واحد', 'شخصان', '# أشخاص', '# شخصًا', '# شخص');
const days = (n: number): string => counted(n, 'يوم واحد', 'يومين', '# أيام', '# يومًا', '# يوم');

/** «أحدث …»: مضاف إليه. */
const newestOf = (n: number): string => counted(n, 'رسالة', 'رسالتين', '# رسائل', '# رسالة', '# رسالة');

/** من فعل شيئًا، وبمن؛ `undefined` هو من يقرأ. */
const did = (
  who: string | undefined,
  whom: string | undefined,
  [byYou, byThem, toYou]: readonly [byYou: string, byThem: string, toYou: string],
): string => {
  if (who === undefined) return byYou;
  return `${whom === undefined ? toYou : byThem} بواسطة ${who}`;
};

export const texts: typeof en.texts = {
  brand: 'Onebar',
  needsConnection: 'يلزم اتصال',
  unexpected: 'لم ينجح ذلك. ما كتبته ما زال هنا. يمكنك المحاولة مرة أخرى.',

  title: (room, unread) =>
    [unread > 0 ? `(${number(unread)})` : '', room ? `${room} · Onebar` : 'Onebar'].filter(Boolean).join(' '),

  times: {
    today: 'اليوم',
    yesterday: 'أمس',
    seconds: (n) => counted(n, 'ثانية', 'ثانيتين', '# ثوانٍ', '# ثانية', '# ثانية'),
    minutes: (n) => counted(n, 'دقيقة', 'دقيقتين', '# دقائق', '# دقيقة', '# دقيقة'),
    hours: (n) => counted(n, 'ساعة', 'ساعتين', '# ساعات', '# ساعة', '# ساعة'),
    days,
    at: (date, time) => `${date}، ${time}`,
  },

  crash: {
    title: 'توقفت هذه الشاشة عن العمل',
    safe: 'ما كتبته محفوظ على هذا الجهاز.',
    todo: 'للمتابعة يلزم إعادة تحميل الصفحة.',
    reload: 'إعادة التحميل',
  },

  part: {
    loading: 'جارٍ التحميل…',
    failed: 'لم يصل هذا الجزء من Onebar بعد. ما كتبته محفوظ.',
    reloadWhy: 'إن كانت على الخادم نسخة أحدث فإعادة التحميل تجلبها، ويلزم لذلك اتصال.',
    tryAgain: 'محاولة أخرى',
    reload: 'إعادة التحميل',
  },

  account: {
    createTitle: 'إنشاء حساب',
    signInTitle: 'تسجيل الدخول',
    name: 'الاسم',
    nameHint: `يراه الآخرون. ${number(maxNameChars)} حرفًا على الأكثر.`,
    password: 'كلمة السر',
    passwordHint: `${number(minPasswordChars)} أحرف على الأقل، بلا أي شرط آخر.`,
    showPassword: 'إظهار كلمة السر',
    create: 'إنشاء الحساب',
    signIn: 'دخول',
    toSignIn: 'لدي حساب',
    toCreate: 'إنشاء حساب جديد',
    toCode: 'الدخول برمز',
    asking: 'جارٍ سؤال الخادم…',
    promise: 'مراسلة للاتصالات الضعيفة. ما تكتبه يبقى محفوظًا حتى يصل.',
    nameProblems: {
      empty: 'يُرجى كتابة اسم.',
      'too-long': `هذا الاسم أطول من ${number(maxNameChars)} حرفًا.`,
      'control-character': 'في هذا الاسم حرف لا يُرى. يُرجى كتابته من جديد.',
    },
    passwordEmpty: 'يُرجى كتابة كلمة السر.',
    passwordShort: `كلمة السر هذه أقصر من ${number(minPasswordChars)} أحرف.`,
  },

  signOut: {
    action: 'تسجيل الخروج',
    title: 'تسجيل الخروج الآن؟',
    ask: (waiting) =>
      counted(
        waiting,
        'رسالة واحدة كتبتها لم تُرسل بعد. تسجيل الخروج يحذفها من هذا الجهاز.',
        'رسالتان كتبتهما لم تُرسلا بعد. تسجيل الخروج يحذفهما من هذا الجهاز.',
        '# رسائل كتبتها لم تُرسل بعد. تسجيل الخروج يحذفها من هذا الجهاز.',
        '# رسالة كتبتها لم تُرسل بعد. تسجيل الخروج يحذفها من هذا الجهاز.',
        '# رسالة كتبتها لم تُرسل بعد. تسجيل الخروج يحذفها من هذا الجهاز.',
      ),
    stay: 'البقاء',
    leave: 'حذف وتسجيل الخروج',
  },

  connection: {
    label: 'الاتصال',
    states: { online: 'متصل', connecting: 'جارٍ الاتصال…', offline: 'لا اتصال' },
    tryNow: 'المحاولة الآن',
    lasting: (span) => `منذ ${span}`,
    lastHeard: (span) => `آخر إشارة منذ ${span}`,
    waiting: (n) =>
      counted(
        n,
        'رسالة واحدة تنتظر هنا، محفوظة',
        'رسالتان تنتظران هنا، محفوظتان',
        '# رسائل تنتظر هنا، محفوظة',
        '# رسالة تنتظر هنا، محفوظة',
        '# رسالة تنتظر هنا، محفوظة',
      ),
    nextTry: (span) => `المحاولة التالية بعد ${span}`,
    serverSilent: 'الشبكة تعمل، لكن الخادم لا يجيب',
    slower: 'الخادم يطلب التمهّل',
    details: 'تفاصيل الاتصال',
  },

  rooms: {
    label: 'الغرف',
    none: 'لست في أي غرفة بعد. يمكنك إنشاء غرفة أو تصفّح الغرف العامة.',
    newRoom: 'غرفة جديدة',
    browse: 'تصفّح الغرف',
    you: 'أنت',
    line: (author, text) => `${author}: ${text}`,
    nothingYet: 'لم يُكتب شيء بعد',
    unread: (n) => `${number(n)} غير مقروءة`,
    waiting: (n) => `${number(n)} بانتظار الإرسال`,
    failed: (n) => `${number(n)} تعذّر إرسالها`,
    signedInAs: (name) => `الدخول باسم ${name}`,
    settings: 'الإعدادات',
    toPerson: 'رسالة جديدة إلى شخص',
    pick: 'اختيار غرفة للقراءة والكتابة.',
    mentions: (n) =>
      counted(n, 'إشارة واحدة إليك', 'إشارتان إليك', '# إشارات إليك', '# إشارة إليك', '# إشارة إليك'),
    muted: 'صامتة',
    pinned: 'مثبّتة',
    ways: (room) => `خيارات ${room}`,
    goTo: 'الانتقال إلى',
    close: 'إغلاق',
  },

  keys: {
    title: 'لوحة المفاتيح',
  },

  newRoom: {
    title: 'غرفة جديدة',
    name: 'اسم الغرفة',
    create: 'إنشاء',
    cancel: 'إلغاء',
    nameProblems: {
      empty: 'يُرجى كتابة اسم للغرفة.',
      'too-long': `هذا الاسم أطول من ${number(maxNameChars)} حرفًا.`,
      'control-character': 'في هذا الاسم حرف لا يُرى. يُرجى كتابته من جديد.',
    },
  },

  newMessage: {
    title: 'رسالة جديدة',
    which: 'في أي غرفة؟',
    shared: 'ما شورك مع Onebar',
  },

  browse: {
    title: 'تصفّح الغرف',
  },

  people: {
    title: 'رسالة جديدة إلى شخص',
  },

  join: {
    title: 'دعوة',
  },

  room: {
    back: 'العودة إلى الغرف',
    backToRoom: 'العودة إلى الغرفة',
    members: 'الأعضاء',
    person: 'عن هذا الشخص',
    completeUpTo: (moment) => `مكتملة حتى ${moment}`,
    notMine: 'لست في هذه الغرفة، أو لم تصل إلى هذا الجهاز بعد.',
    seeAll: 'الغرف العامة',
    messages: 'الرسائل',
    empty: 'لا شيء هنا بعد. أول رسالة تنتظر من يكتبها.',
    beginning: (room) => `هنا تبدأ ${room}`,
    olderRemoved: 'أُزيل ما هو أقدم',
    olderComing: 'الرسائل الأقدم في الطريق',
    olderMissing: 'الرسائل الأقدم ليست هنا بعد',
    fetchOlder: 'جلب الأقدم',
    newLine: 'جديد',
    newMessages: 'رسائل جديدة',
    toNewest: 'إلى الأحدث',
    hole: (n) =>
      counted(
        n,
        'رسالة واحدة ليست هنا بعد',
        'رسالتان ليستا هنا بعد',
        '# رسائل ليست هنا بعد',
        '# رسالة ليست هنا بعد',
        '# رسالة ليست هنا بعد',
      ),
    fetch: 'جلبها',
    fetching: 'في الطريق',
    fetchAll: 'جلب الكل',
    stopFetching: 'إيقاف',
    unknownKind: 'كُتبت بنسخة أحدث من Onebar. إعادة التحميل تجلبها، ثم يمكن قراءتها.',
    left: {
      left: () => 'غادرت هذه الغرفة',
      removed: (by) => `تم إخراجك بواسطة ${by}`,
      banned: (by) => `تم منعك من الغرفة بواسطة ${by}`,
      deleted: (by) => `تم حذف هذه الغرفة بواسطة ${by}`,
      unknown: () => 'لم تعد في هذه الغرفة',
    },
    instead: {
      left: (why) => `${why}. ما لديك منها تبقى قراءته هنا.`,
      leave: 'تغادر هذه الغرفة حالما يعود الاتصال.',
      delete: 'تُحذف هذه الغرفة حالما يعود الاتصال.',
      blocked: (who) => `حظرت ${who}. الرسائل من هناك مخفية.`,
    },
    states: {
      saved: 'محفوظة',
      sent: 'أُرسلت',
      stored: 'على الخادم',
      delivered: 'وصلت',
      read: 'قُرئت',
      failed: 'لم تُرسل',
    },
    late: (span) => `كُتبت منذ ${span}`,
    edited: 'معدّلة',
    orphaned: 'لم تعد على الخادم',
    retracted: 'سُحبت',
    tryAgain: 'محاولة أخرى',
    discard: 'تجاهل',
    details: 'التفاصيل',
  },

  composer: {
    message: 'رسالة',
    send: 'إرسال',
    editing: 'تعديل رسالة',
    save: 'حفظ',
    cancel: 'إلغاء',
  },

  story: {
    title: 'رحلة الرسالة',
    close: 'إغلاق',
  },

  outbox: {
    title: 'بانتظار الإرسال',
    empty: 'كل ما كتبته حُفظ على الخادم.',
    safe: 'محفوظ على هذا الجهاز إلى أن يصل إلى الخادم.',
    what: { message: '', edit: 'نص جديد لرسالة', retract: 'سحب رسالة', change: '' },
    openRoom: 'فتح الغرفة',
    discarded: 'تم تجاهل الرسالة.',
    changeDiscarded: 'تم تجاهل التغيير.',
    notDiscarded: 'هي في الطريق. سحبها ممكن من تفاصيلها.',
    changeNotDiscarded: 'هو في الطريق.',
    undo: 'تراجع',
    putBack: 'إعادتها إلى مربع الكتابة',
    dismiss: 'حسنًا',
  },

  settings: {
    title: 'الإعدادات',
  },

  server: {
    title: 'الخادم',
  },

  changes: {
    join: (who) => (who === undefined ? 'انضممت إلى الغرفة' : `انضمام ${who} إلى الغرفة`),
    leave: (who) => (who === undefined ? 'غادرت الغرفة' : `مغادرة ${who} الغرفة`),
    invite: (who, whom) => did(who, whom, [`أضفت ${whom}`, `تمت إضافة ${whom}`, 'تمت إضافتك']),
    remove: (who, whom) => did(who, whom, [`أخرجت ${whom}`, `تم إخراج ${whom}`, 'تم إخراجك']),
    ban: (who, whom) =>
      did(who, whom, [`منعت ${whom} من الغرفة`, `تم منع ${whom} من الغرفة`, 'تم منعك من الغرفة']),
    unban: (who, whom) =>
      did(who, whom, [`رفعت المنع عن ${whom}`, `تم رفع المنع عن ${whom}`, 'تم رفع المنع عنك']),
    'make-admin': (who, whom) =>
      did(who, whom, [`منحت ${whom} صفة الإشراف`, `تم منح ${whom} صفة الإشراف`, 'تم منحك صفة الإشراف']),
    'make-member': (who, whom) =>
      did(who, whom, [
        `أعدت ${whom} إلى العضوية العادية`,
        `تمت إعادة ${whom} إلى العضوية العادية`,
        'تمت إعادتك إلى العضوية العادية',
      ]),
    'make-owner': (who, whom) =>
      did(who, whom, [
        `نقلت ملكية الغرفة إلى ${whom}`,
        `تم نقل ملكية الغرفة إلى ${whom}`,
        'تم نقل ملكية الغرفة إليك',
      ]),
    name: (who, name) => did(who, '', [`سمّيت الغرفة «${name}»`, `تمت تسمية الغرفة «${name}»`, '']),
    made: (who, name) =>
      name === ''
        ? did(who, '', ['بدأت هذه المحادثة', 'تم بدء هذه المحادثة', ''])
        : did(who, '', [`أنشأت الغرفة «${name}»`, `تم إنشاء الغرفة «${name}»`, '']),
    topic: (who, line) => {
      if (line === '') return did(who, '', ['أزلت وصف الغرفة', 'تمت إزالة وصف الغرفة', '']);
      return `${did(who, '', ['كتبت وصف الغرفة', 'تمت كتابة وصف الغرفة', ''])}: ${line}`;
    },
    public: (who) => did(who, '', ['جعلت الغرفة عامة', 'تم جعل الغرفة عامة', '']),
    private: (who) => did(who, '', ['جعلت الغرفة خاصة', 'تم جعل الغرفة خاصة', '']),
    retention: (who) => did(who, '', ['غيّرت مدة حفظ الرسائل', 'تم تغيير مدة حفظ الرسائل', '']),
    delete: (who) => did(who, '', ['حذفت الغرفة', 'تم حذف الغرفة', '']),
  },

  announce: {
    one: (author, text) => `${author}: ${text}`,
    many: (n, authors) => {
      const fresh = counted(
        n,
        'رسالة جديدة',
        'رسالتان جديدتان',
        '# رسائل جديدة',
        '# رسالة جديدة',
        '# رسالة جديدة',
      );
      return authors.length > 3
        ? `${fresh} من ${people(authors.length)}`
        : `${fresh} من ${authors.join('، ')}`;
    },
    failed: (n) =>
      counted(
        n,
        'تعذّر إرسال رسالة واحدة. الكلمات ما زالت هنا.',
        'تعذّر إرسال رسالتين. الكلمات ما زالت هنا.',
        'تعذّر إرسال # رسائل. الكلمات ما زالت هنا.',
        'تعذّر إرسال # رسالة. الكلمات ما زالت هنا.',
        'تعذّر إرسال # رسالة. الكلمات ما زالت هنا.',
      ),
    sent: (n) =>
      counted(
        n,
        'أُرسلت رسالة واحدة.',
        'أُرسلت رسالتان.',
        'أُرسلت # رسائل.',
        'أُرسلت # رسالة.',
        'أُرسلت # رسالة.',
      ),
  },
};

export const later: typeof en.later = {
  start: {
    needsHttps: {
      title: 'يلزم HTTPS',
      why: 'عبر http العادي يوقف المتصفح ما يحتاج إليه Onebar لحفظ كلماتك على هذا الجهاز.',
      how: 'هذه الصفحة تُفتح بكتابة https:// في أولها، أو على الجهاز نفسه بالعنوان http://localhost.',
      secureLink: 'الفتح عبر https',
      forAdmin: 'لمن يدير هذا الخادم: يلزم أمامه وكيل عكسي له شهادة.',
    },
    noStorage: {
      title: 'هذا المتصفح لا يحفظ شيئًا لـ Onebar',
      safe: 'ما أرسلته من قبل محفوظ على الخادم.',
      todo: 'السبب عادةً نافذة خاصة أو منع بيانات المواقع. يلزم فتح Onebar في نافذة عادية، أو السماح له بحفظ البيانات، ثم إعادة التحميل.',
      reload: 'إعادة التحميل',
    },
    newerVersion: {
      title: 'نسخة أحدث من Onebar مفتوحة في علامة تبويب أخرى.',
      safe: 'ما كتبته محفوظ على هذا الجهاز. إعادة التحميل تتابع هنا بالنسخة الأحدث.',
      reload: 'إعادة التحميل',
    },
    openElsewhere: {
      title: 'مفتوح في مكان آخر',
      why: 'ملف المتصفح هذا مستخدم في مكان آخر أيضًا، ربما نسخة منه. واحد منهما فقط يمكنه الاتصال في الوقت نفسه.',
      safe: (waiting) =>
        waiting > 0
          ? counted(
              waiting,
              'رسالة واحدة كتبتها هنا محفوظة على هذا الجهاز، وتخرج عند المتابعة هنا.',
              'رسالتان كتبتهما هنا محفوظتان على هذا الجهاز، وتخرجان عند المتابعة هنا.',
              '# رسائل كتبتها هنا محفوظة على هذا الجهاز، وتخرج عند المتابعة هنا.',
              '# رسالة كتبتها هنا محفوظة على هذا الجهاز، وتخرج عند المتابعة هنا.',
              '# رسالة كتبتها هنا محفوظة على هذا الجهاز، وتخرج عند المتابعة هنا.',
            )
          : 'كل ما كتبته هنا محفوظ.',
      goOn: 'الاستخدام هنا',
    },
  },

  refused: {
    titles: {
      'signed-out': 'تم تسجيل خروج هذا الجهاز',
      suspended: 'حسابك موقوف',
      deleted: 'تم حذف حسابك',
    },
    safe: {
      'signed-out': (waiting) =>
        waiting > 0
          ? counted(
              waiting,
              'رسالة واحدة كتبتها محفوظة على هذا الجهاز، وتخرج بعد تسجيل دخولك من جديد.',
              'رسالتان كتبتهما محفوظتان على هذا الجهاز، وتخرجان بعد تسجيل دخولك من جديد.',
              '# رسائل كتبتها محفوظة على هذا الجهاز، وتخرج بعد تسجيل دخولك من جديد.',
              '# رسالة كتبتها محفوظة على هذا الجهاز، وتخرج بعد تسجيل دخولك من جديد.',
              '# رسالة كتبتها محفوظة على هذا الجهاز، وتخرج بعد تسجيل دخولك من جديد.',
            )
          : 'لم يضع شيء مما كتبته. تسجيل الدخول يعيدك إلى حيث كنت.',
      suspended: (waiting) =>
        waiting > 0
          ? counted(
              waiting,
              'قررت ذلك إدارة هذا الخادم، ويمكنك سؤالها عن السبب. رسالة واحدة كتبتها تبقى محفوظة على هذا الجهاز، وتخرج حين يُسمح لك بالدخول من جديد.',
              'قررت ذلك إدارة هذا الخادم، ويمكنك سؤالها عن السبب. رسالتان كتبتهما تبقيان محفوظتين على هذا الجهاز، وتخرجان حين يُسمح لك بالدخول من جديد.',
              'قررت ذلك إدارة هذا الخادم، ويمكنك سؤالها عن السبب. # رسائل كتبتها تبقى محفوظة على هذا الجهاز، وتخرج حين يُسمح لك بالدخول من جديد.',
              'قررت ذلك إدارة هذا الخادم، ويمكنك سؤالها عن السبب. # رسالة كتبتها تبقى محفوظة على هذا الجهاز، وتخرج حين يُسمح لك بالدخول من جديد.',
              'قررت ذلك إدارة هذا الخادم، ويمكنك سؤالها عن السبب. # رسالة كتبتها تبقى محفوظة على هذا الجهاز، وتخرج حين يُسمح لك بالدخول من جديد.',
            )
          : 'قررت ذلك إدارة هذا الخادم، ويمكنك سؤالها عن السبب. لم يضع شيء مما كتبته.',
      deleted: (waiting) =>
        waiting > 0
          ? counted(
              waiting,
              'رسالة واحدة كتبتها هنا لم تُرسل، ولم يعد إرسالها ممكنًا. ما زال نسخها ممكنًا.',
              'رسالتان كتبتهما هنا لم تُرسلا، ولم يعد إرسالهما ممكنًا. ما زال نسخهما ممكنًا.',
              '# رسائل كتبتها هنا لم تُرسل، ولم يعد إرسالها ممكنًا. ما زال نسخها ممكنًا.',
              '# رسالة كتبتها هنا لم تُرسل، ولم يعد إرسالها ممكنًا. ما زال نسخها ممكنًا.',
              '# رسالة كتبتها هنا لم تُرسل، ولم يعد إرسالها ممكنًا. ما زال نسخها ممكنًا.',
            )
          : 'لم تعد القراءة أو الكتابة به ممكنة.',
    },
    unsent: {
      title: 'لم يُرسل بعد',
      draft: 'ما زال في مربع الكتابة',
      copy: 'نسخ كل ذلك',
    },
    signInAgain: 'تسجيل الدخول من جديد',
    withCode: 'استخدام رمز من جهاز آخر',
    tryAgain: 'محاولة أخرى',
    leave: 'تسجيل الخروج يزيل ما بقي منه على هذا الجهاز.',
  },

  browse: {
    list: 'الغرف العامة',
    members: people,
    join: 'انضمام',
    joinRoom: (room) => `الانضمام إلى ${room}`,
    open: 'فتح',
    openRoom: (room) => `فتح ${room}`,
    asking: 'جارٍ طلب القائمة…',
    none: 'لا توجد غرفة عامة بعد. يمكنك إنشاء أول واحدة من «غرفة جديدة».',
    offline: 'تأتي القائمة مع الاتصال. غرفك هنا على أي حال.',
    retry: 'طلبها من جديد',
  },

  archived: {
    title: (n) => `المؤرشفة (${number(n)})`,
  },
  roomFilter: {
    label: 'تصفية الغرف',
    none: (text) => `لا غرفة باسم «${text}».`,
  },
  roomChoices: {
    title: 'على هذا الجهاز',
    notify: 'الإشعارات',
    kinds: { all: 'كل الرسائل', mentions: 'ما يُذكر فيه اسمك بعد @ فقط', none: 'لا شيء: الغرفة صامتة' },
    pin: 'تثبيت في الأعلى',
    unpin: 'إلغاء التثبيت',
    archive: 'أرشفة',
    putBack: 'إعادتها إلى القائمة',
    markRead: 'تحديدها كمقروءة',
    note: 'يُحفظ هذا على هذا الجهاز فقط. تعود الغرفة المؤرشفة من نفسها عند وصول رسالة فيها تستدعي إشعارك.',
  },

  goTo: {
    label: 'غرفة أو شخص',
    hint: 'الأسهم تختار، وEnter يفتح.',
    offline: 'يمكن العثور على الأشخاص عند وجود اتصال.',
    found: 'ما يطابق',
    none: (text) => `لا شيء يطابق «${text}».`,
    person: 'شخص',
    archived: 'مؤرشفة',
  },

  keys: {
    why: 'يمكن استخدام Onebar كله بلا فأرة.',
    show: 'عرض المفاتيح',
    key: 'المفتاح',
    does: 'ما يفعله',
    names: { mod: 'Ctrl', alt: 'Alt', shift: 'Shift', enter: 'Enter', escape: 'Esc', letters: 'الحروف' },
    what: {
      goTo: 'الانتقال إلى غرفة أو شخص',
      rooms: 'الغرفة التي فوقها، الغرفة التي تحتها',
      filter: 'في قائمة الغرف: إبقاء ما يطابق فقط',
      send: 'إرسال الرسالة',
      newLine: 'سطر جديد في الرسالة',
      editLast: 'في المربع الفارغ: تعديل آخر رسالة لك',
      messages: 'بين الرسائل: من واحدة إلى التالية',
      cancel: 'إغلاق أو إلغاء',
      showKeys: 'عرض هذه القائمة',
    },
    single: 'المفاتيح التي تُضغط وحدها تعمل، مثل ؟',
  },

  notifications: {
    heading: 'الإشعارات',
    offer: 'هل يُشعرك Onebar بالرسائل الجديدة وأنت تنظر إلى شيء آخر؟',
    turnOn: 'تفعيل',
    notNow: 'ليس الآن',
    title: (author, room) => `${author} في ${room}`,
    sum: (n, rooms) =>
      `${counted(n, 'رسالة جديدة', 'رسالتان جديدتان', '# رسائل جديدة', '# رسالة جديدة', '# رسالة جديدة')} في ${counted(rooms, 'غرفة واحدة', 'غرفتين', '# غرف', '# غرفة', '# غرفة')}`,
    states: {
      on: 'تصلك إشعارات بالرسائل الجديدة وأنت تنظر إلى شيء آخر، ما دام Onebar مفتوحًا.',
      off: 'لا إشعارات على هذا الجهاز.',
      ask: 'يمكن أن يُشعرك Onebar بالرسائل الجديدة وأنت تنظر إلى شيء آخر.',
      denied: 'لا يسمح المتصفح لـ Onebar بإشعارك بالرسائل الجديدة. يمكن تغيير ذلك في إعداداته لهذه الصفحة.',
      impossible:
        'لا يسمح هذا المتصفح لصفحة بإشعارك بالرسائل الجديدة. على iPhone وiPad يعمل ذلك بعد تثبيت Onebar.',
    },
    onDevice: 'إشعاري على هذا الجهاز',
    sound: 'مع صوت',
    which: 'لكل غرفة اختيارها: كل الرسائل، أو ما يُذكر فيه اسمك فقط، أو لا شيء.',
  },

  sizes: {
    bytes: (n) => `${n} بايت`,
    kB: (n) => `${n} كيلوبايت`,
    MB: (n) => `${n} ميغابايت`,
    GB: (n) => `${n} غيغابايت`,
    TB: (n) => `${n} تيرابايت`,
  },

  settings: {
    serverTitle: 'هذا الخادم',
    serverWhy: 'لك صفة الإدارة فيه.',
    storage: 'التخزين',
    kept: 'محفوظ بشكل دائم',
    keptWhy: 'وعد المتصفح بألا يحذف ما يحفظه Onebar على هذا الجهاز.',
    mayClear: 'قد يحذفه المتصفح حين تضيق المساحة',
    notSaid: 'لا يقول المتصفح هل يُبقي ما يخزنه Onebar هنا.',
    askToKeep: 'الطلب من المتصفح أن يُبقيه',
    refused: 'ليس بعد. توافق المتصفحات غالبًا بعد استخدام Onebar مدة، أو حين يكون مثبّتًا.',
    used: (used, quota) =>
      quota === undefined ? `يستخدم Onebar ${used}.` : `يستخدم Onebar ${used} من أصل ${quota} متاحة له.`,
    version: (version) => `النسخة ${version}`,
  },

  copy: {
    link: 'نسخ الرابط',
    text: 'نسخ',
    copied: 'تم النسخ',
    yourself: 'النسخ غير مسموح هنا. يمكن تحديد هذا النص ونسخه يدويًا:',
  },

  story: {
    gone: 'لم تعد هذه الرسالة على هذا الجهاز.',
    steps: {
      saved: 'حُفظت على هذا الجهاز',
      tried: 'أُرسلت',
      refused: 'رُفضت',
      stored: 'حفظها الخادم',
      edited: 'عُدّلت',
      retracted: 'سُحبت',
      received: 'وصلت إلى هذا الجهاز',
    },
    triedAgain: (n) => `أُرسلت من جديد، المحاولة ${number(n)}`,
    number: (seq) => `رقم ${number(seq)} في هذه الغرفة`,
    waited: (span) => `انتظرت على جهاز كاتبها قبل أن تُحفظ: ${span}`,
    deliveredTo: 'وصلت إلى',
    readBy: 'قرأها',
    people,
    nobodyYet: 'لا أحد غيرك بعد',
    beforeLooking: 'قبل أن يسأل هذا الجهاز',
    clock: 'الأوقات بحسب ساعة هذا الجهاز.',
    line: (author, text) => `${author}: ${text}`,
    copy: 'نسخ كنص',
    edit: 'تعديل',
    takeBack: 'سحب',
    ask: 'تُزال لدى الجميع. يبقى ظاهرًا أنها سُحبت.',
    keep: 'إبقاؤها',
  },

  installation: {
    updateLabel: 'النسخة',
    updateReady: 'التحديث جاهز.',
    updateSafe: 'ما كتبته يبقى هنا.',
    unsaved: 'يُرجى أولًا حفظ ما تعدّله أو إلغاؤه.',
    update: 'تحديث',
    title: 'التثبيت',
    offer: 'تثبيت Onebar على هذا الجهاز: يُفتح بلا شبكة، ويرسل ما كتبته بعد إغلاقه.',
    install: 'تثبيت',
    notNow: 'ليس الآن',
    ways: {
      installed: 'يعمل Onebar كتطبيق على هذا الجهاز.',
      offered: 'كتطبيق، يُفتح Onebar بلا شبكة، ويرسل ما كتبته بعد إغلاقه.',
      'by-hand': 'كتطبيق، يُفتح Onebar بلا شبكة، ولا يحذف النظام ما يحفظه.',
      unknown: 'في قائمة المتصفح: «تثبيت» أو «إضافة إلى الشاشة الرئيسية».',
    },
    steps: [
      'فتح هذه الصفحة في Safari ولمس زر المشاركة، المربع ذي السهم.',
      'اختيار «إضافة إلى الشاشة الرئيسية» ثم «إضافة».',
      'فتح Onebar من الشاشة الرئيسية وتسجيل الدخول هناك مرة واحدة.',
    ],
  },
};

export const roomTexts: typeof en.roomTexts = {
  panel: {
    close: 'إغلاق',
    kinds: {
      public: 'غرفة عامة. يمكن لأي شخص أن يجدها وينضم إليها.',
      private: 'غرفة خاصة. الدخول إليها بدعوة.',
      direct: 'محادثة بين شخصين.',
    },
    roles: { owner: 'ملكية', admin: 'إشراف', member: '' },
    noTopicLine: 'لا وصف لهذه الغرفة بعد.',
    edit: 'تغيير الاسم',
    name: 'الاسم',
    topicLine: 'ما الغاية من الغرفة',
    topicHint: `سطر واحد، ${number(200)} حرف على الأكثر.`,
    topicTooLong: `هذا السطر أطول من ${number(200)} حرف.`,
    save: 'حفظ',
    cancel: 'إلغاء',
    waiting: 'في الطريق',
    discard: 'تجاهل',
    left: 'لن يتغير لك شيء هنا بعد الآن.',
  },

  members: {
    title: 'الأعضاء',
    you: 'أنت',
    since: (moment) => `كما كان: ${moment}`,
    asking: 'جارٍ السؤال عمن هنا…',
    offline: 'تأتي قائمة من هنا مع الاتصال.',
    more: 'عرض المزيد',
    remove: (who) => `إخراج ${who}`,
    removeWord: 'إخراج',
    ban: (who) => `منع ${who}`,
    unban: (who) => `رفع المنع عن ${who}`,
    moreAbout: (who) => `المزيد عن ${who}`,
    'make-admin': (who) => `منح ${who} صفة الإشراف`,
    'make-member': (who) => `إعادة ${who} إلى العضوية العادية`,
    'make-owner': (who) => `نقل الملكية إلى ${who}`,
    banned: 'الممنوعون من الغرفة',
    nobodyBanned: 'لا أحد ممنوع.',
    bannedBy: (who) => `المنع بواسطة ${who}`,
    someone: 'شخص ما',
  },

  people: {
    find: 'اسم الشخص',
    findHint: 'تكفي الأحرف الأولى.',
    nobody: (text) => `لا أحد هنا يبدأ اسمه بـ «${text}».`,
    found: 'نتائج البحث',
    write: (who) => `الكتابة إلى ${who}`,
    writeWord: 'كتابة',
    invite: (who) => `دعوة ${who}`,
    inviteWord: 'دعوة',
    invited: 'تمت الدعوة',
    block: (who) => `حظر ${who}`,
    blockWhy: (who) => `تُخفى الرسائل المباشرة من ${who}، ولا دعوات من هناك.`,
    unblock: (who) => `إلغاء حظر ${who}`,
    unblockWord: 'إلغاء الحظر',
    blocked: 'المحظورون',
    blockedNote: 'رسائلهم المباشرة مخفية، ولا يمكنهم دعوتك.',
    nobodyBlocked: 'لم تحظر أحدًا.',
    isBlocked: 'حظر قائم',
  },

  invite: {
    action: 'دعوة',
    title: (room) => `دعوة إلى ${room}`,
    close: 'إغلاق',
    people: 'شخص موجود هنا',
    link: 'برابط',
    linkWhy: 'من يفتحه يدخل، حتى من لم يكن هنا من قبل.',
    expires: 'صالح لمدة',
    spans: {
      hour: 'ساعة واحدة',
      day: 'يوم واحد',
      week: days(7),
      month: days(30),
    },
    uses: 'لكم شخص',
    usesOf: people,
    make: 'إنشاء رابط',
    code: 'رمز QR للرابط',
    open: 'الروابط المفتوحة',
    left: (left, of) => `بقي ${number(left)} من ${number(of)}`,
    until: (moment) => `حتى ${moment}`,
    by: (who) => `من ${who}`,
    show: 'عرض',
    takeBack: 'سحب',
    takeBackOf: (facts) => `سحب الرابط: ${facts}`,
    takenBack: 'سُحب الرابط. لم يعد أحد يدخل به.',
    elsewhere: 'أُنشئ على جهاز آخر.',
  },

  retention: {
    title: 'مدة حفظ الرسائل',
    rule: (limit, newest) => {
      if (limit === undefined && newest === undefined) return 'إلى الأبد.';
      const byTime = limit === undefined ? '' : `لمدة ${days(limit)}.`;
      const byNumber = newest === undefined ? '' : `أحدث ${newestOf(newest)}.`;
      return `${byTime} ${byNumber}`.trim();
    },
    server: (rule) => `على هذا الخادم كله: ${rule} تسري القاعدة التي تُبقي أقل.`,
    change: 'تغيير المدة',
    days: 'حفظ الرسائل',
    daysOf: days,
    forEver: 'إلى الأبد',
    count: 'يُحفظ منها',
    all: 'الكل',
    newest: (n) => `أحدث ${newestOf(n)}`,
    warning: 'ما زاد على ذلك يُزال لدى الجميع، من الخادم ومن كل الأجهزة، خلال دقائق. ولا يعود.',
    keepsAll: 'من الآن لا يُزال شيء. ما أُزيل من قبل لا يعود.',
    cancel: 'إلغاء',
    save: 'إزالة الباقي',
    keepAll: 'حفظ الكل',
  },

  ways: {
    leave: 'مغادرة الغرفة',
    leaveTitle: 'مغادرة هذه الغرفة؟',
    leaveAsk: 'هي خاصة: لا عودة إليها إلا بدعوة. ما لديك منها تبقى قراءته على هذا الجهاز.',
    stay: 'البقاء',
    ownerStays: 'ملكية هذه الغرفة لك. لمغادرتها يلزم نقل الملكية إلى شخص آخر أولًا.',
    makePublic: 'جعل الغرفة عامة',
    makePrivate: 'جعل الغرفة خاصة',
    remove: 'حذف الغرفة',
    removeTitle: 'حذف هذه الغرفة؟',
    removeAsk: 'لن يمكن لأحد الكتابة هنا، وتزول من الخادم للجميع. ما لدى كل شخص على أجهزته يبقى هناك.',
    keepRoom: 'إبقاء الغرفة',
    joinAgain: 'الانضمام من جديد',
    unlist: 'إزالة من القائمة',
    former: 'غرف غادرتها',
    formerNote: 'ما لديك منها تبقى قراءته على هذا الجهاز.',
  },

  join: {
    asking: 'جارٍ السؤال إلى أين هذه الدعوة…',
    to: (room) => `وصلتك دعوة إلى ${room}.`,
    toARoom: 'وصلتك دعوة إلى غرفة.',
    toServer: 'هذه دعوة إلى هذا الخادم، وأنت هنا بالفعل.',
    by: (who) => `الدعوة من ${who}.`,
    join: 'انضمام',
    joining: 'جارٍ الدخول…',
    notNow: 'ليس الآن',
    kept: 'لا اتصال الآن. الدعوة محفوظة على هذا الجهاز، ويتم دخولك حالما يعود الاتصال.',
    forget: 'نسيان الدعوة',
    toRooms: 'إلى غرفك',
    youAreIn: (room) => `أنت الآن في ${room}.`,
    inARoom: 'أنت الآن في الغرفة التي دُعيت إليها.',
    open: 'فتحها',
    dismiss: 'حسنًا',
    signedOut: 'بعد إنشاء حساب أو تسجيل الدخول يتم دخولك.',
  },

  newRoom: {
    who: 'من يمكنه الدخول',
    public: 'عامة',
    publicHint: 'يمكن لأي شخص أن يجدها وينضم إليها.',
    private: 'خاصة',
    privateHint: 'الدخول إليها بدعوة.',
  },
};

export const entryTexts: typeof en.entryTexts = {
  code: {
    title: 'الدخول برمز',
    label: 'الرمز',
    hint: 'على جهاز سبق تسجيل دخولك فيه: الإعدادات، «ربط جهاز».',
    empty: 'يُرجى كتابة الرمز الذي يعرضه جهازك الآخر.',
    signIn: 'دخول',
    fromLink: 'بهذا يدخل هذا الجهاز بحساب من عرض عليك الرمز.',
  },
  admission: {
    invite: 'الدخول إلى هنا بدعوة. من وصلته دعوة يدخل برابطها، ومن لديه حساب يمكنه تسجيل الدخول.',
    closed: 'لا يقبل هذا الخادم أحدًا جديدًا حاليًا. من لديه حساب يمكنه تسجيل الدخول.',
    setup: 'هذا الخادم قيد الإعداد. رابط الإعداد الذي عرضه عند تشغيله يُنشئ الحساب الأول.',
    first: 'أنت تُعدّ هذا الخادم. الحساب الأول هو حساب إدارته.',
    deleted: 'تم حذف حسابك. لم يبق منه شيء على هذا الجهاز.',
  },
};

export const settingsTexts: typeof en.settingsTexts = {
  profile: {
    title: 'الملف الشخصي',
    name: 'الاسم الظاهر',
    hint: `يراه الآخرون. ${number(maxNameChars)} حرفًا على الأكثر.`,
    save: 'حفظ الاسم',
    saved: 'تم الحفظ.',
  },

  language: {
    title: 'اللغة (Language)',
    automatic: (name) => `تلقائي: ${name}`,
    failed: 'لم تصل هذه اللغة بعد. يمكن المحاولة من جديد حين يعود الاتصال.',
  },

  password: {
    title: 'كلمة السر',
    why: 'عند تغييرها تبقى أجهزتك الأخرى مسجّلة الدخول.',
    change: 'تغيير كلمة السر',
    old: 'كلمة السر الحالية',
    new: 'كلمة السر الجديدة',
    newHint: `${number(minPasswordChars)} أحرف على الأقل، بلا أي شرط آخر.`,
    cancel: 'إلغاء',
    changed: 'تم تغيير كلمة السر.',
  },

  devices: {
    title: 'الأجهزة',
    list: 'أجهزتك',
    nameless: 'جهاز بلا اسم',
    thisOne: 'هذا الجهاز',
    connected: 'متصل الآن',
    seen: (span) => `آخر ظهور منذ ${span}`,
    neverSeen: 'لم يظهر بعد',
    since: (day, isDate) => (isDate ? `الدخول بتاريخ ${day}` : `الدخول ${day}`),
    facts: (seen, since) => `${seen}، ${since}`,
    signOut: 'تسجيل خروج هذا الجهاز',
    signOutOthers: 'تسجيل الخروج من كل الأجهزة الأخرى',
    asking: 'جارٍ طلب القائمة…',
    offline: 'تأتي القائمة مع الاتصال.',
    askOne: (name) => `تسجيل خروج ${name}؟`,
    askOneWhy:
      'من تلك اللحظة لا يمكنه القراءة ولا الكتابة. ما كُتب هناك ولم يُرسل يبقى عليه، ويخرج بعد تسجيل دخولك هناك من جديد.',
    askOthers: 'تسجيل خروج كل أجهزتك الأخرى؟',
    stay: 'إبقاء الدخول',
    gone: (name) => `تم تسجيل خروج ${name}.`,
    othersGone: 'تم تسجيل خروج كل أجهزتك الأخرى.',
    link: 'ربط جهاز',
    linkWhy: 'يسجّل دخول جهاز آخر بلا كتابة كلمة السر.',
  },

  link: {
    title: 'ربط جهاز',
    close: 'إغلاق',
    how: 'يمكن مسح هذا بكاميرا الجهاز الآخر، أو فتح Onebar هناك واختيار «الدخول برمز» وكتابة هذا الرمز:',
    qr: 'رمز QR لتسجيل دخول جهاز آخر',
    code: 'الرمز',
    left: (time) => `يصلح مرة واحدة. بقي ${time}.`,
    careful: 'من لديه هذا الرمز يدخل بحسابك. لا ينبغي أن يراه أحد.',
    expired: 'انتهت صلاحية هذا الرمز.',
    another: 'رمز جديد',
    asking: 'جارٍ طلب رمز…',
    done: (name) => `تم تسجيل دخول ${name}.`,
  },

  remove: {
    title: 'حذف الحساب',
    why: 'يحذف حسابك نهائيًا.',
    start: 'حذف حسابي…',
    what: 'يُسجَّل خروج كل أجهزتك فورًا، وتغادر كل الغرف. الغرفة التي تملكها تنتقل ملكيتها، أو تُحذف إن لم يبق فيها أحد. لا رجوع عن ذلك.',
    unsent: (n) =>
      counted(
        n,
        'تُحذف من هذا الجهاز رسالة واحدة لم تُرسل بعد.',
        'تُحذف من هذا الجهاز رسالتان لم تُرسلا بعد.',
        'تُحذف من هذا الجهاز # رسائل لم تُرسل بعد.',
        'تُحذف من هذا الجهاز # رسالة لم تُرسل بعد.',
        'تُحذف من هذا الجهاز # رسالة لم تُرسل بعد.',
      ),
    messages: 'رسائلك',
    keep: 'إبقاؤها',
    keepWhy: 'يظل الآخرون يقرؤونها، وعليها اسمك.',
    empty: 'إفراغها',
    emptyWhy: 'تُزال كلماتها لدى الجميع، ومعها اسمك. يبقى ظاهرًا أن شيئًا كُتب.',
    password: 'كلمة السر',
    stay: 'إبقاء حسابي',
    go: 'حذف الحساب',
  },
};

export const serverTexts: typeof en.serverTexts = {
  adminsOnly: 'هذه الشاشة لمن يدير هذا الخادم.',
  asking: 'جارٍ سؤال الخادم…',
  counts: (peopleHere, roomsHere) =>
    `${people(peopleHere)}، ${counted(roomsHere, 'غرفة واحدة', 'غرفتان', '# غرف', '# غرفة', '# غرفة')}.`,
  registration: {
    open: 'يمكن لكل من يأتي إلى هذا العنوان إنشاء حساب.',
    invite: 'دخول الجدد بدعوة.',
    closed: 'لا يمكن لأحد إنشاء حساب جديد.',
  },
  registrationWhy:
    'هذا هو الإعداد REGISTRATION في الخادم. النسخ الاحتياطية تُصنع من سطر أوامره: npm run admin -- help.',

  invites: {
    title: 'دعوات إلى هذا الخادم',
    why: 'من لديه رابط كهذا يمكنه إنشاء حساب هنا، إلى أن تنتهي صلاحيته أو يُستنفد.',
  },

  people: {
    title: 'الأشخاص',
    find: 'البحث عن أشخاص',
    list: 'الأشخاص',
    none: 'لا أحد بهذا الاسم.',
    more: 'المزيد من الأشخاص',
    manage: (name) => `إدارة ${name}`,
    manageWord: 'إدارة',
    you: 'أنت',
    admin: 'إدارة',
    suspended: 'حساب موقوف',
    signsInAs: (name) => `الدخول باسم ${name}`,
    hereNow: 'هنا الآن',
    seen: (span) => `آخر ظهور منذ ${span}`,
    neverSeen: 'لم يظهر بعد',
    devices: (n) => counted(n, 'جهاز واحد', 'جهازان', '# أجهزة', '# جهازًا', '# جهاز'),
    since: (day, isDate) => (isDate ? `هنا منذ ${day}` : `التسجيل ${day}`),
    close: 'إغلاق',
  },

  acts: {
    'make-admin': {
      action: 'منح صفة الإدارة',
      what: (name) => `تظهر هذه الشاشة لـ ${name} مع كل ما يمكن فعله عليها، بما في ذلك تجاهك.`,
      done: (name) => `صفة الإدارة الآن لـ ${name}.`,
    },
    'make-member': {
      action: 'إعادة إلى العضوية العادية',
      what: (name) => `لا تعود هذه الشاشة تظهر لـ ${name}. لا يتغير شيء آخر.`,
      done: (name) => `تمت إعادة ${name} إلى العضوية العادية.`,
    },
    password: {
      action: 'إعادة تعيين كلمة السر',
      what: (name) =>
        `تُنشأ كلمة سر جديدة وتُعرض عليك مرة واحدة. بها يكون دخول ${name} من بعد، ولا تعود القديمة صالحة. الأجهزة المسجّل دخولها تبقى كذلك.`,
      done: (name) => `هذه كلمة السر الجديدة لـ ${name}. عليك إيصالها، فلن تُعرض مرة أخرى.`,
    },
    'sign-out': {
      action: 'تسجيل الخروج من كل مكان',
      what: (name) =>
        `يُسجَّل فورًا خروج كل أجهزة ${name}. ما ينتظر عليها ولم يُرسل يبقى هناك، ويخرج بعد تسجيل الدخول هناك من جديد.`,
      done: (name) => `تم تسجيل خروج ${name} من كل مكان.`,
    },
    suspend: {
      action: 'إيقاف',
      what: (name) => `يُسجَّل خروج ${name} فورًا، ولا دخول حتى ترفع الإيقاف. تبقى الرسائل والغرف والأجهزة كما هي.`,
      done: (name) => `حساب ${name} موقوف.`,
    },
    unsuspend: {
      action: 'رفع الإيقاف',
      what: (name) => `يعود الدخول متاحًا لـ ${name}، مع كل ما كان موجودًا.`,
      done: (name) => `الدخول متاح من جديد لـ ${name}.`,
    },
    delete: {
      action: 'حذف الحساب',
      what: (name) =>
        `يُحذف حساب ${name} إلى الأبد، مع تسجيل الخروج فورًا ومغادرة كل الغرف. الغرف المملوكة له تنتقل ملكيتها، أو تُحذف إن لم يبق فيها أحد.`,
      done: (name) => `تم حذف حساب ${name}.`,
    },
  },
  leaveIt: 'تركه كما هو',
  copyPassword: 'نسخ كلمة السر',
  messages: {
    legend: 'رسائل هذا الحساب',
    keep: 'إبقاؤها',
    keepWhy: 'يظل الآخرون يقرؤونها، مع الاسم.',
    empty: 'إفراغها',
    emptyWhy: 'تُزال كلماتها لدى الجميع، ومعها الاسم.',
  },

  rooms: {
    title: 'الغرف',
    list: 'الغرف العامة',
    members: people,
    others: (privates, directs) =>
      `غير معروض: ${[
        privates > 0 &&
          counted(privates, 'غرفة خاصة واحدة', 'غرفتان خاصتان', '# غرف خاصة', '# غرفة خاصة', '# غرفة خاصة'),
        directs > 0 &&
          counted(
            directs,
            'محادثة واحدة بين شخصين',
            'محادثتان بين شخصين',
            '# محادثات بين شخصين',
            '# محادثة بين شخصين',
            '# محادثة بين شخصين',
          ),
      ]
        .filter(Boolean)
        .join('، ')}. ما فيها يخص أعضاءها وحدهم.`,
    remove: (name) => `حذف ${name}`,
    removeWord: 'حذف الغرفة',
    what: (name) =>
      `تُحذف الغرفة «${name}» إلى الأبد، ويُبلَّغ كل من فيها. ما لديهم منها على أجهزتهم تبقى قراءته. لن يمكن لأحد الكتابة هناك.`,
    done: (name) => `تم حذف الغرفة «${name}».`,
  },
};

/** ما يجيب به الخادم وOnebar نفسه، بحسب الجملة الإنجليزية التي يصل بها؛ و`#` ما يتغير فيها، بالترتيب نفسه. */
export const answers: typeof en.answers = {
  'over the link': 'عبر الاتصال',
  'by post': 'بطلب منفصل',
  again: 'من جديد',
  'No. # in this room': 'رقم # في هذه الغرفة',
  'No. # in this room: #': 'رقم # في هذه الغرفة: #',
  "A room's name has at most # characters.": 'عدد أحرف اسم الغرفة على الأكثر: #.',
  'Something went wrong on the server. Please try again.': 'حدث خطأ على الخادم. يمكن المحاولة من جديد.',
  'A proxy stands in front of this server, and its settings do not say so (TRUST_PROXY), so it makes no accounts.':
    'أمام هذا الخادم وكيل لا تذكره إعداداته (TRUST_PROXY)، لذا لا يُنشئ حسابات.',
  'There are too many connections from your network. Please try again later.':
    'اتصالات كثيرة من شبكتك. يمكن المحاولة لاحقًا.',
  'The device token is wrong, or this device was signed out.':
    'مفتاح الجهاز غير صحيح، أو تم تسجيل خروج هذا الجهاز.',
  'The password is wrong.': 'كلمة السر غير صحيحة.',
  'This is the only admin of this server. Make somebody else admin first.':
    'هذا آخر من يدير هذا الخادم. يلزم منح صفة الإدارة لشخص آخر أولًا.',
  'There is no such person.': 'لا يوجد شخص كهذا.',
  'There is no such room.': 'لا توجد غرفة كهذه.',
  'There is no such public room.': 'لا توجد غرفة عامة كهذه.',
  'A conversation of two people is theirs alone, and stays.': 'المحادثة بين شخصين تخصهما وحدهما، وتبقى.',
  'The server cannot answer at the moment. Please try again later.':
    'لا يستطيع الخادم الإجابة الآن. يمكن المحاولة لاحقًا.',
  'The server cannot do this at the moment. Please try again later.':
    'لا يستطيع الخادم فعل ذلك الآن. يمكن المحاولة لاحقًا.',
  'The server cannot store this at the moment. Please try again later.':
    'لا يستطيع الخادم حفظ هذا الآن. يمكن المحاولة لاحقًا.',
  'The server cannot store anything at the moment. Please try again later.':
    'لا يستطيع الخادم حفظ أي شيء الآن. يمكن المحاولة لاحقًا.',
  'This broker does not know what you ask.': 'هذا الخادم لا يعرف هذا الطلب.',
  'Only for the admins of this server.': 'لمن يدير هذا الخادم فقط.',
  'This server is being set up. Its first account is made with the set-up link that it printed when it started.':
    'هذا الخادم قيد الإعداد. يُنشأ حسابه الأول برابط الإعداد الذي عرضه عند تشغيله.',
  'This server is set up already. Sign in, or ask its admin for an invite.':
    'هذا الخادم معدّ بالفعل. يلزم تسجيل الدخول أو دعوة من إدارته.',
  'New people come to this server by invite. Ask somebody who is here for one.':
    'دخول الجدد إلى هذا الخادم بدعوة. يمكن طلبها ممن هم هنا.',
  'This server does not take new people. If you have an account, sign in.':
    'لا يقبل هذا الخادم أحدًا جديدًا. من لديه حساب يمكنه تسجيل الدخول.',
  'Please enter a name.': 'يُرجى كتابة اسم.',
  'A name has at most # characters.': 'عدد أحرف الاسم على الأكثر: #.',
  'This name has characters that cannot be seen. Please leave them out.':
    'في هذا الاسم أحرف لا تُرى. يُرجى حذفها.',
  'This name is too long.': 'هذا الاسم طويل جدًا.',
  'A password has at least # characters.': 'عدد أحرف كلمة السر على الأقل: #.',
  'A password has at most # characters.': 'عدد أحرف كلمة السر على الأكثر: #.',
  'This name is taken. Please choose another one.': 'هذا الاسم مستخدم. يُرجى اختيار اسم آخر.',
  'The name or the password is wrong.': 'الاسم أو كلمة السر غير صحيح.',
  'This device is signed in to another account. Please sign out there first.':
    'هذا الجهاز مسجّل الدخول بحساب آخر. يلزم تسجيل الخروج منه أولًا.',
  'This account was suspended by the admin of this server.': 'أوقفت إدارة هذا الخادم هذا الحساب.',
  'Your account was suspended by the admin of this server.': 'أوقفت إدارة هذا الخادم حسابك.',
  'This device was signed out.': 'تم تسجيل خروج هذا الجهاز.',
  'Your account was deleted.': 'تم حذف حسابك.',
  'This code is wrong, was used or has expired. Ask the other device for a new one.':
    'هذا الرمز غير صحيح أو استُخدم أو انتهت صلاحيته. يمكن طلب رمز جديد من الجهاز الآخر.',
  'Many people are signing in at this moment. Please try again in a few seconds.':
    'كثيرون يسجّلون الدخول في هذه اللحظة. يمكن المحاولة بعد ثوانٍ.',
  'Many accounts were made from your network of late. Please try again in an hour.':
    'أُنشئت حسابات كثيرة من شبكتك مؤخرًا. يمكن المحاولة بعد ساعة.',
  'There were too many wrong tries. Please wait #, then try again.':
    'محاولات خاطئة كثيرة. يلزم الانتظار قليلًا ثم المحاولة من جديد.',
  'You are signed in on # devices, which is as many as this server allows. Sign one of them out, then try again.':
    'عدد أجهزتك المسجّلة # وهو الحد في هذا الخادم. يلزم تسجيل خروج أحدها ثم المحاولة من جديد.',
  'This account has as many sessions as the server keeps for one person. End one that is not needed.':
    'لهذا الحساب أكبر عدد من الجلسات يحفظه الخادم لشخص واحد. يلزم إنهاء جلسة لا حاجة إليها.',
  'The name or the device token is wrong, or this device was signed out.':
    'الاسم أو مفتاح الجهاز غير صحيح، أو تم تسجيل خروج هذا الجهاز.',
  'This room exists already. Please try once more.': 'هذه الغرفة موجودة. يمكن المحاولة مرة أخرى.',
  'You are in this room already.': 'أنت في هذه الغرفة بالفعل.',
  'You were banned from this room.': 'تم منعك من هذه الغرفة.',
  'Only the owner and admins of this room may see this.':
    'لا يراه إلا من لهم ملكية هذه الغرفة أو الإشراف عليها.',
  'Only the owner and admins of this room may do this.':
    'لا يفعله إلا من لهم ملكية هذه الغرفة أو الإشراف عليها.',
  'Only the owner and admins of a private room may invite.':
    'في الغرفة الخاصة لا يدعو إلا من لهم ملكيتها أو الإشراف عليها.',
  'Only the owner of this room may do this.': 'لا يفعله إلا من له ملكية هذه الغرفة.',
  'This person does not want messages from you.': 'هذا الشخص لا يريد رسائل منك.',
  'You have blocked this person. Unblock them first.': 'حظرت هذا الشخص. يلزم إلغاء الحظر أولًا.',
  'You are in # rooms, which is as many as this server allows. Leave one first.':
    'عدد غرفك # وهو الحد في هذا الخادم. يلزم مغادرة غرفة أولًا.',
  'This person is in as many rooms as this server allows.':
    'هذا الشخص في أكبر عدد من الغرف يسمح به هذا الخادم.',
  'This room has # members, which is as many as this server allows.':
    'عدد أعضاء هذه الغرفة # وهو الحد في هذا الخادم.',
  'Only a text message can be changed.': 'لا تُعدّل إلا رسالة نصية.',
  'The message to change is not in this room.': 'الرسالة المراد تعديلها ليست في هذه الغرفة.',
  'You can change only your own messages.': 'يمكنك تعديل رسائلك فقط.',
  'This message is not kept any more: in this room messages are removed after some time.':
    'لم تعد هذه الرسالة محفوظة: في هذه الغرفة تُزال الرسائل بعد مدة.',
  'This message was taken back and cannot be changed any more.': 'سُحبت هذه الرسالة ولم يعد تعديلها ممكنًا.',
  'This message was changed too often to be changed again.': 'عُدّلت هذه الرسالة مرات كثيرة، فلا تُعدّل من جديد.',
  'A text message needs a text.': 'الرسالة النصية تحتاج إلى نص.',
  'This server does not know this change of a room.': 'لا يعرف هذا الخادم هذا التغيير في غرفة.',
  'This room was deleted.': 'تم حذف هذه الغرفة.',
  'You are not a member of this room.': 'لست من أعضاء هذه الغرفة.',
  'You own this room. Make somebody else its owner first, or delete it.':
    'ملكية هذه الغرفة لك. يلزم نقل الملكية أولًا، أو حذفها.',
  'This conversation has just the two of you, and stays as it is.':
    'هذه المحادثة بين شخصين فقط، وتبقى كما هي.',
  'There is such an invite already. Please try once more.': 'توجد دعوة كهذه. يمكن المحاولة مرة أخرى.',
  'Only an admin of this server may invite to it. You can invite into a room.':
    'لا يدعو إلى هذا الخادم إلا من يديره. يمكنك الدعوة إلى غرفة.',
  'You have an account here already.': 'لديك حساب هنا بالفعل.',
  'You may not invite into this room.': 'لا يمكنك الدعوة إلى هذه الغرفة.',
  'You have # open invites. Take some back before you make more.':
    'عدد دعواتك المفتوحة #. يلزم سحب بعضها قبل إنشاء غيرها.',
  'This invite is not known here. Perhaps the link is not complete.':
    'هذه الدعوة غير معروفة هنا. ربما الرابط غير مكتمل.',
  'Whoever made this invite may not invite any more.': 'من أنشأ هذه الدعوة لم يعد يمكنه أن يدعو.',
  'You were removed from this room since this invite was made. Ask for a new one.':
    'تم إخراجك من هذه الغرفة بعد إنشاء هذه الدعوة. يمكن طلب دعوة جديدة.',
  'This invite was taken back.': 'سُحبت هذه الدعوة.',
  'This invite has expired. Ask for a new one.': 'انتهت صلاحية هذه الدعوة. يمكن طلب دعوة جديدة.',
  'This invite was used already. Ask for a new one.': 'استُخدمت هذه الدعوة. يمكن طلب دعوة جديدة.',
  'This message is #; at most # fit.': 'حجم هذه الرسالة # والحد الأقصى #.',
  'This message is #; at most # fit. Send it in parts.':
    'حجم هذه الرسالة # والحد الأقصى #. يمكن إرسالها على أجزاء.',
  'This message is already stored with other words.': 'هذه الرسالة محفوظة بكلمات أخرى.',
  'You can leave only yourself.': 'يمكنك المغادرة عن نفسك فقط.',
  'This person is in this room already.': 'هذا الشخص في هذه الغرفة بالفعل.',
  'This person is banned from this room.': 'هذا الشخص ممنوع من هذه الغرفة.',
  'This person does not want to be invited by you.': 'هذا الشخص لا يريد دعوة منك.',
  'This person is not in this room any more.': 'لم يعد هذا الشخص في هذه الغرفة.',
  'This person is banned already.': 'هذا الشخص ممنوع بالفعل.',
  'This person is not banned.': 'هذا الشخص غير ممنوع.',
  'The line about a room has at most # characters.': 'عدد أحرف وصف الغرفة على الأكثر: #.',
  'This room is public already.': 'هذه الغرفة عامة بالفعل.',
  'This room is private already.': 'هذه الغرفة خاصة بالفعل.',
  'You cannot do this to yourself. You can leave the room.': 'لا يمكنك فعل ذلك بنفسك. يمكنك مغادرة الغرفة.',
  'This can be done only to those who have less to say in this room.':
    'لا يمكن فعل ذلك إلا مع من صلاحياتهم أقل في هذه الغرفة.',
  'This room is not there any more.': 'لم تعد هذه الغرفة موجودة.',
  'There is a public room named "#" already.': 'توجد غرفة عامة باسم «#».',
  'Only the server writes this.': 'هذا لا يكتبه إلا الخادم.',
  'Only for other members of this room.': 'لأعضاء هذه الغرفة الآخرين فقط.',
  'The lobby is for everybody, and stays as it is.': 'غرفة Lobby للجميع، وتبقى كما هي.',
  'Please enter a name for the room.': 'يُرجى كتابة اسم للغرفة.',
  'This device sends faster than the server takes it. It goes on in a moment, by itself.':
    'هذا الجهاز يرسل أسرع مما يقبله الخادم. يتابع وحده بعد لحظة.',
  'You are signed out.': 'لم يتم تسجيل دخولك.',
  'This could not be saved on this device. Free some space, or reload the page.':
    'تعذّر الحفظ على هذا الجهاز. يمكن تحرير مساحة أو إعادة تحميل الصفحة.',
  'This could not be saved on this device, so it is still in the box. Free some space, or reload the page.':
    'تعذّر الحفظ على هذا الجهاز، لذا ما زال في مربع الكتابة. يمكن تحرير مساحة أو إعادة تحميل الصفحة.',
  'The browser closed the storage of this page. What was saved is safe; reload to go on.':
    'أغلق المتصفح تخزين هذه الصفحة. ما حُفظ سليم؛ إعادة التحميل تتابع.',
  'This device has no space left. Free some, then reload the page.':
    'لم تبق مساحة على هذا الجهاز. يلزم تحرير بعضها ثم إعادة تحميل الصفحة.',
  'This browser does not let the page keep data. A private window or blocked site data can be the reason.':
    'لا يسمح هذا المتصفح للصفحة بحفظ البيانات. قد يكون السبب نافذة خاصة أو منع بيانات المواقع.',
  'There is nothing to send yet.': 'لا شيء لإرساله بعد.',
  'There is nothing to save yet.': 'لا شيء لحفظه بعد.',
  'This message is on its way already.': 'هذه الرسالة في الطريق.',
  'This message is not on this device any more.': 'لم تعد هذه الرسالة على هذا الجهاز.',
  'The page came, but this device could not keep it.': 'وصلت الصفحة، لكن هذا الجهاز لم يستطع حفظها.',
  'The server has nothing there.': 'لا شيء هناك لدى الخادم.',
  'This was written with a newer Onebar. Reload to get it, then this can be read.':
    'كُتب هذا بنسخة أحدث من Onebar. إعادة التحميل تجلبها، ثم تمكن قراءته.',
  'This did not work on this device. Try again, or reload the page.':
    'لم ينجح ذلك على هذا الجهاز. يمكن المحاولة من جديد أو إعادة تحميل الصفحة.',
  'This was closed before an answer came. It is safe to try again.':
    'أُغلق هذا قبل وصول الجواب. المحاولة من جديد آمنة.',
  'Needs a connection. Nothing was changed.': 'يلزم اتصال. لم يتغير شيء.',
  'The link went away before an answer came. It is safe to try again.':
    'انقطع الاتصال قبل وصول الجواب. المحاولة من جديد آمنة.',
  'The server does not answer. What you typed is still here; try again when there is a connection.':
    'لا يجيب الخادم. ما كتبته ما زال هنا؛ يمكن المحاولة حين يعود الاتصال.',
  'The server answered something this version cannot read.': 'أجاب الخادم بما لا تستطيع هذه النسخة قراءته.',
  'This device is full, so what comes in cannot be kept here. Nothing is lost at the server. Free some space.':
    'هذا الجهاز ممتلئ، فلا يمكن حفظ ما يصل هنا. لا يضيع شيء على الخادم. يلزم تحرير مساحة.',
  'This device cannot keep what comes in. Nothing is lost at the server. Reload the page to go on.':
    'لا يستطيع هذا الجهاز حفظ ما يصل. لا يضيع شيء على الخادم. إعادة تحميل الصفحة تتابع.',
};
