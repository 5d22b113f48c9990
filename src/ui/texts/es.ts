// Todo lo que se lee en Onebar, en español. Las mismas frases que en en.ts, con los mismos nombres: lo que allí es una función lo es aquí,
// `#` es un número, y los nombres, las fechas y los plazos llegan como se muestran. Frases cortas, concretas y amables, de tú; primero
// lo que está a salvo, luego lo que falló.
import { maxNameChars, minPasswordChars } from '../../protocol/limits';
import type * as en from './en';
import { numbersOf } from './numbers';

const { count, number } = numbersOf('es');
const people = (n: number): string => count(n, { one: '# persona', other: '# personas' });

/** Quién hizo algo a quién; `undefined` eres tú. */
const did = (
  who: string | undefined,
  whom: string | undefined,
  [byYou, byThem, toYou]: readonly [byYou: string, byThem: string, toYou: string],
): string => {
  if (who === undefined) return `${byYou} ${whom ?? ''}`;
  return whom === undefined ? `${who} ${toYou}` : `${who} ${byThem} ${whom}`;
};
const someone = (who: string | undefined, you: string, they: string): string =>
  who === undefined ? you : `${who} ${they}`;

export const texts: typeof en.texts = {
  brand: 'Onebar',
  needsConnection: 'Necesita conexión',
  unexpected: 'No ha funcionado. Lo que escribiste sigue aquí. Inténtalo otra vez.',

  title: (room, unread) =>
    [unread > 0 ? `(${unread})` : '', room ? `${room} · Onebar` : 'Onebar'].filter(Boolean).join(' '),

  times: {
    today: 'Hoy',
    yesterday: 'Ayer',
    seconds: (n) => `${number(n)} s`,
    minutes: (n) => `${number(n)} min`,
    hours: (n) => `${number(n)} h`,
    days: (n) => count(n, { one: '# día', other: '# días' }),
    at: (date, time) => `${date}, ${time}`,
  },

  crash: {
    title: 'Esta pantalla ha dejado de funcionar',
    safe: 'Lo que escribiste está a salvo en este dispositivo.',
    todo: 'Recarga la página para seguir.',
    reload: 'Recargar',
  },

  part: {
    loading: 'Cargando…',
    failed: 'Esta parte de Onebar aún no ha llegado. Lo que escribiste está a salvo.',
    reloadWhy:
      'Si el servidor ya tiene una versión más nueva, la traes al recargar; para eso hace falta conexión.',
    tryAgain: 'Reintentar',
    reload: 'Recargar',
  },

  account: {
    createTitle: 'Crear una cuenta',
    signInTitle: 'Entrar',
    name: 'Nombre',
    nameHint: 'Los demás lo ven. Hasta 40 caracteres.',
    password: 'Contraseña',
    passwordHint: `Al menos ${minPasswordChars} caracteres; ninguna otra regla.`,
    showPassword: 'Mostrar la contraseña',
    create: 'Crear cuenta',
    signIn: 'Entrar',
    toSignIn: 'Ya tengo cuenta',
    toCreate: 'Crear una cuenta nueva',
    toCode: 'Entrar con un código',
    asking: 'Preguntando al servidor…',
    promise: 'Mensajería para malas conexiones. Lo que escribes se guarda hasta que llega.',
    nameProblems: {
      empty: 'Escribe un nombre.',
      'too-long': 'Este nombre tiene más de 40 caracteres.',
      'control-character': 'Este nombre tiene un carácter que no se ve. Escríbelo otra vez.',
    },
    passwordEmpty: 'Escribe tu contraseña.',
    passwordShort: `Esta contraseña tiene menos de ${minPasswordChars} caracteres.`,
  },

  signOut: {
    action: 'Cerrar sesión',
  },

  connection: {
    label: 'Conexión',
    states: { online: 'En línea', connecting: 'Conectando…', offline: 'Sin conexión' },
    tryNow: 'Probar ahora',
    lasting: (span) => `desde hace ${span}`,
    lastHeard: (span) => `última señal hace ${span}`,
    waiting: (n) =>
      count(n, { one: '# mensaje espera aquí, a salvo', other: '# mensajes esperan aquí, a salvo' }),
    nextTry: (span) => `nuevo intento en ${span}`,
    serverSilent: 'Hay red, pero el servidor no contesta',
    slower: 'El servidor pide ir más despacio',
    details: 'Detalles de la conexión',
  },

  link: {
    ms: (n) => `${number(n)} ms`,
    there: (span) => `${span} de ida y vuelta`,
  },

  company: {
    typing: (names) => {
      if (names.length > 3) return `${number(names.length)} personas están escribiendo`;
      return names.length > 1
        ? `${names.slice(0, -1).join(', ')} y ${names.at(-1)} están escribiendo`
        : `${names.join(', ')} está escribiendo`;
    },
    here: 'aquí ahora',
    seen: (span) => `última vez hace ${span}`,
  },

  rooms: {
    label: 'Salas',
    none: 'No estás en ninguna sala. Crea una o mira las salas públicas.',
    newRoom: 'Nueva sala',
    browse: 'Ver salas',
    you: 'Tú',
    line: (author, text) => `${author}: ${text}`,
    nothingYet: 'Nada escrito todavía',
    unread: (n) => `${number(n)} sin leer`,
    waiting: (n) => `${number(n)} en espera`,
    failed: (n) => count(n, { one: '# no salió', other: '# no salieron' }),
    signedInAs: (name) => `Sesión de ${name}`,
    settings: 'Ajustes',
    toPerson: 'Nuevo mensaje a una persona',
    pick: 'Elige una sala para leer y escribir.',
    mentions: (n) => count(n, { one: '# mención', other: '# menciones' }),
    muted: 'silenciada',
    pinned: 'fijada',
    ways: (room) => `Opciones de ${room}`,
    goTo: 'Ir a',
    close: 'Cerrar',
  },

  keys: {
    title: 'Teclado',
  },

  newRoom: {
    title: 'Nueva sala',
    cancel: 'Cancelar',
  },

  newMessage: {
    title: 'Nuevo mensaje',
  },

  browse: {
    title: 'Salas públicas',
  },

  search: {
    title: 'Buscar',
  },

  people: {
    title: 'Nuevo mensaje a una persona',
  },

  join: {
    title: 'Invitación',
  },

  room: {
    back: 'Volver a las salas',
    backToRoom: 'Volver a la sala',
    members: 'Miembros',
    person: 'Sobre esta persona',
    completeUpTo: (moment) => `Completo hasta ${moment}`,
    notMine: 'No estás en esta sala, o aún no ha llegado a este dispositivo.',
    seeAll: 'Ver las salas públicas',
    messages: 'Mensajes',
    empty: 'Aún no hay nada. Escribe el primer mensaje.',
    beginning: (room) => `Aquí empieza ${room}`,
    olderRemoved: 'Lo anterior se eliminó',
    olderComing: 'Los mensajes anteriores están en camino',
    olderMissing: 'Los mensajes anteriores aún no están aquí',
    fetchOlder: 'Traer anteriores',
    newLine: 'Nuevo',
    toNewest: 'Ir a lo último',
    hole: (n) => count(n, { one: '# mensaje aún no está aquí', other: '# mensajes aún no están aquí' }),
    fetch: 'Traerlos',
    fetching: 'En camino',
    fetchAll: 'Traer todos',
    stopFetching: 'Parar',
    unknownKind: 'Escrito con un Onebar más nuevo. Recarga para tenerlo y podrás leerlo.',
    left: {
      left: () => 'Saliste de esta sala',
      removed: (by) => `${by} te sacó de la sala`,
      banned: (by) => `${by} te vetó en la sala`,
      deleted: (by) => `${by} eliminó esta sala`,
      unknown: () => 'Ya no estás en esta sala',
    },
    instead: {
      left: (why) => `${why}. Lo que tienes de ella se puede leer aquí.`,
      leave: 'Sales de esta sala en cuanto haya conexión.',
      delete: 'Esta sala se elimina en cuanto haya conexión.',
      blocked: (who) => `Bloqueaste a ${who}. Sus mensajes están ocultos.`,
    },
    states: {
      saved: 'guardado',
      sent: 'enviado',
      stored: 'en el servidor',
      delivered: 'entregado',
      read: 'leído',
      failed: 'no salió',
    },
    late: (span) => `escrito hace ${span}`,
    edited: 'editado',
    orphaned: 'ya no está en el servidor',
    retracted: 'retirado',
    tryAgain: 'Reintentar',
    discard: 'Descartar',
    details: 'Detalles',
  },

  row: {
    quotes: { retracted: 'Mensaje retirado', 'not-here': 'No está en este dispositivo' },
    answers: (author, words) =>
      author === undefined ? `En respuesta a: ${words}` : `En respuesta a ${author}: ${words}`,
    reactions: 'Reacciones',
    reaction: (emoji, n, names) => `${emoji} ${number(n)}: ${names.join(', ')}`,
    withState: (what, state) => `${what} (${state})`,
    count: (n) => number(n),
    you: 'tú',
    mentionsYou: 'te menciona',
    by: (n, of) => `por ${number(n)} de ${number(of)}`,
    newMessages: (n) => count(n, { one: '# mensaje nuevo', other: '# mensajes nuevos' }),
    toUnread: 'Ir al primero sin leer',
    between: (n) => count(n, { one: '# mensaje en medio', other: '# mensajes en medio' }),
  },

  composer: {
    message: 'Mensaje',
    send: 'Enviar',
    editing: 'Editando un mensaje',
    save: 'Guardar',
    cancel: 'Cancelar',
  },

  box: {
    emoji: 'Emojis',
    replyTo: (who) => (who === undefined ? 'Respondiendo a un mensaje' : `Respondiendo a ${who}`),
  },

  story: {
    title: 'El viaje del mensaje',
    close: 'Cerrar',
  },

  outbox: {
    title: 'Por enviar',
    empty: 'Todo lo que escribiste está en el servidor.',
    safe: 'Se guarda en este dispositivo hasta que lo tenga el servidor.',
    what: {
      message: '',
      edit: 'Texto nuevo de un mensaje',
      retract: 'Retirar un mensaje',
      reaction: 'Reacción',
      change: '',
    },
    openRoom: 'Abrir la sala',
    discarded: 'Mensaje descartado.',
    changeDiscarded: 'Cambio descartado.',
    notDiscarded: 'Ya está en camino. Abre sus detalles para retirarlo.',
    changeNotDiscarded: 'Ya está en camino.',
    undo: 'Deshacer',
    putBack: 'Devolverlo al cuadro de texto',
    dismiss: 'Entendido',
  },

  settings: {
    title: 'Ajustes',
  },

  server: {
    title: 'Servidor',
  },

  changes: {
    join: (who) => someone(who, 'Te uniste', 'se unió'),
    leave: (who) => someone(who, 'Saliste', 'salió'),
    invite: (who, whom) => did(who, whom, ['Añadiste a', 'añadió a', 'te añadió']),
    remove: (who, whom) => did(who, whom, ['Sacaste a', 'sacó a', 'te sacó']),
    ban: (who, whom) => did(who, whom, ['Vetaste a', 'vetó a', 'te vetó']),
    unban: (who, whom) => did(who, whom, ['Levantaste el veto a', 'levantó el veto a', 'te levantó el veto']),
    'make-admin': (who, whom) => did(who, whom, ['Nombraste admin a', 'nombró admin a', 'te nombró admin']),
    'make-member': (who, whom) =>
      did(who, whom, [
        'Dejaste como simple miembro a',
        'dejó como simple miembro a',
        'te dejó como simple miembro',
      ]),
    'make-owner': (who, whom) =>
      did(who, whom, ['Nombraste titular a', 'nombró titular a', 'te nombró titular']),
    name: (who, name) => someone(who, `Llamaste a la sala «${name}»`, `llamó a la sala «${name}»`),
    made: (who, name) =>
      name === ''
        ? someone(who, 'Empezaste esta conversación', 'empezó esta conversación')
        : someone(who, `Creaste la sala «${name}»`, `creó la sala «${name}»`),
    topic: (who, line) =>
      line === ''
        ? someone(who, 'Quitaste la descripción de la sala', 'quitó la descripción de la sala')
        : someone(who, `Describiste la sala: ${line}`, `describió la sala: ${line}`),
    public: (who) => someone(who, 'Hiciste pública la sala', 'hizo pública la sala'),
    private: (who) => someone(who, 'Hiciste privada la sala', 'hizo privada la sala'),
    retention: (who) =>
      someone(who, 'Cambiaste cuánto se guardan los mensajes', 'cambió cuánto se guardan los mensajes'),
    delete: (who) => someone(who, 'Eliminaste la sala', 'eliminó la sala'),
  },

  announce: {
    one: (author, text) => `${author}: ${text}`,
    many: (n, authors) =>
      authors.length > 3
        ? `${number(n)} mensajes nuevos de ${people(authors.length)}`
        : `${number(n)} mensajes nuevos de ${authors.join(', ')}`,
    failed: (n) =>
      count(n, {
        one: '# mensaje no se pudo enviar. Tus palabras siguen aquí.',
        other: '# mensajes no se pudieron enviar. Tus palabras siguen aquí.',
      }),
    sent: (n) => count(n, { one: 'Se envió # mensaje.', other: 'Se enviaron # mensajes.' }),
  },
};

export const later: typeof en.later = {
  newMessage: {
    which: '¿En qué sala?',
    shared: 'Compartido con Onebar',
    forwarded: 'Mensaje reenviado',
  },

  signOut: {
    title: '¿Cerrar la sesión ahora?',
    ask: (waiting) =>
      count(waiting, {
        one: '# mensaje que escribiste aún no se ha enviado. Al cerrar la sesión se borra de este dispositivo.',
        other:
          '# mensajes que escribiste aún no se han enviado. Al cerrar la sesión se borran de este dispositivo.',
      }),
    stay: 'Seguir aquí',
    leave: 'Borrar y cerrar sesión',
  },

  start: {
    needsHttps: {
      title: 'Hace falta HTTPS',
      why: 'Con http a secas, el navegador desactiva lo que Onebar necesita para guardar tus palabras en este dispositivo.',
      how: 'Abre esta página con https:// delante o, en la propia máquina, como http://localhost.',
      secureLink: 'Abrir con https',
      forAdmin: 'Si este servidor es tuyo: ponle delante un proxy inverso con un certificado.',
    },
    noStorage: {
      title: 'Este navegador no guarda nada para Onebar',
      safe: 'Lo que enviaste antes está a salvo en el servidor.',
      todo: 'Suele deberse a una ventana privada o a que los datos de sitios están bloqueados. Abre Onebar en una ventana normal, o permite que guarde datos, y recarga.',
      reload: 'Recargar',
    },
    newerVersion: {
      title: 'Hay una versión más nueva de Onebar abierta en otra pestaña.',
      safe: 'Lo que escribiste está a salvo en este dispositivo. Recarga para seguir aquí con la versión nueva.',
      reload: 'Recargar',
    },
    openElsewhere: {
      title: 'Abierto en otro lugar',
      why: 'Este perfil del navegador también se usa en otro sitio, quizá como copia. Solo uno de los dos puede estar conectado a la vez.',
      safe: (waiting) =>
        waiting > 0
          ? count(waiting, {
              one: '# mensaje que escribiste aquí está a salvo en este dispositivo y sale cuando sigas aquí.',
              other:
                '# mensajes que escribiste aquí están a salvo en este dispositivo y salen cuando sigas aquí.',
            })
          : 'Todo lo que escribiste aquí está a salvo.',
      goOn: 'Usar aquí',
    },
  },

  refused: {
    titles: {
      'signed-out': 'Se cerró la sesión de este dispositivo',
      suspended: 'Tu cuenta está suspendida',
      deleted: 'Tu cuenta se eliminó',
    },
    safe: {
      'signed-out': (waiting) =>
        waiting > 0
          ? count(waiting, {
              one: '# mensaje que escribiste está a salvo en este dispositivo y sale cuando vuelvas a entrar.',
              other:
                '# mensajes que escribiste están a salvo en este dispositivo y salen cuando vuelvas a entrar.',
            })
          : 'No se ha perdido nada de lo que escribiste. Vuelve a entrar para seguir donde estabas.',
      suspended: (waiting) =>
        waiting > 0
          ? count(waiting, {
              one: 'Lo decidió quien administra este servidor; pregúntale por qué. # mensaje que escribiste sigue a salvo en este dispositivo y sale cuando puedas volver a entrar.',
              other:
                'Lo decidió quien administra este servidor; pregúntale por qué. # mensajes que escribiste siguen a salvo en este dispositivo y salen cuando puedas volver a entrar.',
            })
          : 'Lo decidió quien administra este servidor; pregúntale por qué. No se ha perdido nada de lo que escribiste.',
      deleted: (waiting) =>
        waiting > 0
          ? count(waiting, {
              one: '# mensaje que escribiste aquí no se envió, y ya no se puede enviar. Todavía puedes copiarlo.',
              other:
                '# mensajes que escribiste aquí no se enviaron, y ya no se pueden enviar. Todavía puedes copiarlos.',
            })
          : 'Con ella ya no se puede leer ni escribir nada.',
    },
    unsent: {
      title: 'Sin enviar todavía',
      draft: 'aún en el cuadro de texto',
      copy: 'Copiarlo todo',
    },
    signInAgain: 'Volver a entrar',
    withCode: 'Usar un código de otro dispositivo',
    tryAgain: 'Reintentar',
    leave: 'Al cerrar la sesión se quita de este dispositivo lo que queda de ella.',
  },

  browse: {
    list: 'Salas públicas',
    members: people,
    join: 'Unirme',
    joinRoom: (room) => `Unirme a ${room}`,
    open: 'Abrir',
    openRoom: (room) => `Abrir ${room}`,
    asking: 'Pidiendo la lista…',
    none: 'Aún no hay ninguna sala pública. Crea la primera con «Nueva sala».',
    offline: 'La lista llega con la conexión. Tus salas están aquí igualmente.',
    retry: 'Pedirla otra vez',
  },

  archived: {
    title: (n) => `Archivadas (${number(n)})`,
  },
  roomFilter: {
    label: 'Filtrar salas',
    none: (text) => `Ninguna sala se llama «${text}».`,
  },
  roomChoices: {
    title: 'En este dispositivo',
    notify: 'Avisos',
    kinds: {
      all: 'Todos los mensajes',
      mentions: 'Solo lo que te nombra con @',
      none: 'Ninguno: la sala queda en silencio',
    },
    pin: 'Fijar arriba',
    unpin: 'Dejar de fijar',
    archive: 'Archivar',
    putBack: 'Devolver a la lista',
    markRead: 'Marcar como leída',
    note: 'Se guarda solo en este dispositivo. Una sala archivada vuelve sola cuando llega a ella un mensaje del que se te avisaría.',
  },

  goTo: {
    label: 'Sala o persona',
    hint: 'Las flechas eligen, Intro abre.',
    offline: 'A las personas se las encuentra cuando hay conexión.',
    found: 'Lo que coincide',
    none: (text) => `Nada coincide con «${text}».`,
    person: 'persona',
    archived: 'archivada',
  },

  keys: {
    why: 'Todo Onebar se puede usar sin ratón.',
    show: 'Ver las teclas',
    key: 'Tecla',
    does: 'Qué hace',
    names: { mod: 'Ctrl', alt: 'Alt', shift: 'Mayús', enter: 'Intro', escape: 'Esc', letters: 'Letras' },
    what: {
      goTo: 'Ir a una sala o a una persona',
      search: 'Buscar mensajes',
      rooms: 'La sala de arriba, la sala de abajo',
      filter: 'En la lista de salas: dejar solo lo que coincide',
      send: 'Enviar el mensaje',
      newLine: 'Una línea nueva en el mensaje',
      editLast: 'En el cuadro vacío: editar tu último mensaje',
      messages: 'Entre los mensajes: de uno al siguiente',
      cancel: 'Cerrar o cancelar',
      showKeys: 'Ver esta lista',
    },
    single: 'Funcionan las teclas que se pulsan solas, como ?',
  },

  notifications: {
    heading: 'Avisos',
    offer: '¿Quieres que Onebar te avise de los mensajes nuevos mientras miras otra cosa?',
    turnOn: 'Activar',
    notNow: 'Ahora no',
    title: (author, room) => `${author} en ${room}`,
    sum: (n, rooms) =>
      `${count(n, { one: '# mensaje nuevo', other: '# mensajes nuevos' })} en ${count(rooms, { one: '# sala', other: '# salas' })}`,
    states: {
      on: 'Se te avisa de los mensajes nuevos mientras miras otra cosa, siempre que Onebar esté abierto.',
      off: 'Este dispositivo no te avisa de nada.',
      ask: 'Onebar puede avisarte de los mensajes nuevos mientras miras otra cosa.',
      denied:
        'El navegador no deja que Onebar te avise de los mensajes nuevos. Se puede cambiar en sus ajustes para esta página.',
      impossible:
        'Este navegador no deja que una página te avise de los mensajes nuevos. En un iPhone o iPad funciona cuando Onebar está instalado.',
    },
    onDevice: 'Avisarme en este dispositivo',
    sound: 'Con un sonido',
    which: 'En cada sala eliges: todos los mensajes, solo lo que te nombra, o ninguno.',
  },

  sizes: {
    bytes: (n) => `${n} bytes`,
    kB: (n) => `${n} kB`,
    MB: (n) => `${n} MB`,
    GB: (n) => `${n} GB`,
    TB: (n) => `${n} TB`,
  },

  settings: {
    serverTitle: 'Este servidor',
    serverWhy: 'Eres admin de este servidor.',
    storage: 'Almacenamiento',
    kept: 'Guardado de forma permanente',
    keptWhy: 'El navegador prometió no borrar lo que Onebar guarda en este dispositivo.',
    mayClear: 'El navegador puede borrarlo si falta espacio',
    notSaid: 'El navegador no dice si conserva lo que Onebar guarda aquí.',
    askToKeep: 'Pedir al navegador que lo conserve',
    refused:
      'Todavía no. Los navegadores suelen aceptar cuando Onebar lleva un tiempo en uso, o cuando está instalado.',
    used: (used, quota) =>
      quota === undefined ? `Onebar ocupa ${used}.` : `Onebar ocupa ${used} de los ${quota} que puede usar.`,
    version: (version) => `Versión ${version}`,
  },

  ways: {
    react: 'Reaccionar',
    reply: 'Responder',
    forward: 'Reenviar',
    copyText: 'Copiar texto',
    more: 'Más emojis',
  },

  completion: {
    people: 'Personas',
    emoji: 'Emojis',
    offers: (n) =>
      `${count(n, { one: '# sugerencia', other: '# sugerencias' })}. Elige con las flechas y acepta con Intro.`,
  },

  emoji: {
    search: 'Buscar emojis (en inglés)',
    nothing: 'Ningún emoji se llama así.',
    groups: {
      recent: 'Usados hace poco',
      found: 'Encontrados',
      smileys: 'Caras',
      people: 'Personas y gestos',
      nature: 'Naturaleza',
      food: 'Comida y bebida',
      activities: 'Actividades',
      travel: 'Lugares y viajes',
      objects: 'Cosas',
      symbols: 'Corazones y signos',
    },
  },

  longText: {
    tooLong: 'Esto es demasiado largo para un mensaje.',
    editTooLong: 'Esto es demasiado largo para un mensaje. Acórtalo, o escribe el resto en otro.',
    over: (n) => count(n, { one: 'Sobra # carácter.', other: 'Sobran # caracteres.' }),
    send: (n) => count(n, { one: 'Enviar como # mensaje', other: 'Enviar como # mensajes' }),
  },

  link: {
    now: 'Ahora',
    hour: 'La última hora',
    drops: 'Interrupciones',
    noDrops: 'Sin interrupciones.',
    drop: (moment, span) => `${moment}, durante ${span}`,
    lasting: (moment) => `${moment}, y sigue`,
    curve: (since, least, most) => `Ida y vuelta desde las ${since}: la mejor, ${least}; la peor, ${most}.`,
    noCurve: 'Aún no se ha medido cuánto tarda la ida y vuelta.',
    today: 'Datos de hoy',
    room: 'Sala',
    sent: 'Enviado',
    received: 'Recibido',
    all: 'En total',
    counted:
      'Se cuenta lo que va entre este dispositivo y el servidor, sin lo que añade la red. Se queda en este dispositivo, durante 31 días.',
    saver: 'Ahorro de datos',
    saverIsOn: 'Está activado. No llega por sí solo quién escribe, quién está aquí ni las marcas.',
    saverWould: (spared, of) => `Está desactivado. Hoy habría ahorrado al menos ${spared} de ${of}.`,
    toSaver: 'Cambiarlo en los ajustes',
    tryBad: 'Probar una mala conexión',
    tryBadWhy: 'Durante el desarrollo: todo tarda más, y la conexión se va de vez en cuando.',
  },

  firstRun: {
    label: 'Primeros pasos',
    name: 'Tienes un nombre.',
    room: 'Estás en una sala.',
    words: {
      begin: 'Ahora activa el modo avión y escribe algo.',
      write: 'Bien. Escribe algo: se guarda aquí.',
      waits: 'Espera aquí, a salvo. Vuelve a activar la red.',
      stored: 'Guardado en el servidor. No hay más que saber.',
    },
    skip: 'Omitir esto',
    done: 'Listo',
  },

  copy: {
    link: 'Copiar enlace',
    text: 'Copiar',
    copied: 'Copiado',
    yourself: 'Aquí no se permite copiar. Selecciona este texto y cópialo:',
  },

  search: {
    label: 'Buscar mensajes',
    what: 'Encuentra todo lo que hay en este dispositivo, también sin conexión: por el comienzo de las palabras, por persona, sala y día.',
    typed: 'También se puede escribir:',
    filters: 'Persona, sala, días',
    room: 'Sala',
    anyRoom: 'Todas las salas',
    person: 'Persona',
    anyone: 'Cualquiera',
    since: 'Desde',
    until: 'Hasta',
    found: (n) => count(n, { one: '# mensaje encontrado', other: '# mensajes encontrados' }),
    none: 'No se encontró nada en este dispositivo',
    reading: (read, of) => `${number(read)} de ${number(of)} revisados`,
    list: 'Mensajes encontrados',
    someone: 'Alguien',
    waits: 'sin enviar',
    more: 'Mostrar más',
    elsewhere: (n) =>
      count(n, {
        one: '# mensaje está solo en el servidor.',
        other: '# mensajes están solo en el servidor.',
      }),
    ask: 'Buscar también en el servidor',
    askFurther: 'Seguir buscando en el servidor',
    asking: 'Buscando en el servidor…',
    foundThere: (n) =>
      count(n, {
        one: '# mensaje encontrado en el servidor',
        other: '# mensajes encontrados en el servidor',
      }),
    noneThere: 'No se encontró nada en el servidor',
  },

  story: {
    gone: 'Este mensaje ya no está en este dispositivo.',
    steps: {
      saved: 'Guardado en este dispositivo',
      tried: 'Enviado',
      refused: 'Rechazado',
      stored: 'Guardado por el servidor',
      edited: 'Editado',
      retracted: 'Retirado',
      received: 'Llegó a este dispositivo',
    },
    triedAgain: (n) => `Enviado otra vez, intento ${number(n)}`,
    number: (seq) => `N.º ${number(seq)} en esta sala`,
    waited: (span) => `Esperó ${span} en el dispositivo de quien lo escribió antes de llegar al servidor`,
    deliveredTo: 'Entregado a',
    readBy: 'Leído por',
    people,
    nobodyYet: 'nadie más todavía',
    beforeLooking: 'antes de que este dispositivo mirara',
    clock: 'Las horas son del reloj de este dispositivo.',
    line: (author, text) => `${author}: ${text}`,
    copy: 'Copiar como texto',
    edit: 'Editar',
    takeBack: 'Retirar',
    ask: 'Se elimina para todos. Que se retiró sigue a la vista.',
    keep: 'Conservarlo',
  },

  installation: {
    updateLabel: 'Versión',
    updateReady: 'Hay una versión nueva.',
    updateSafe: 'Lo que escribiste se queda aquí.',
    unsaved: 'Guarda o cancela antes lo que estás editando.',
    update: 'Actualizar',
    title: 'Instalar',
    offer:
      'Instala Onebar en este dispositivo: se abre sin red y envía lo que escribiste después de que lo cierres.',
    install: 'Instalar',
    notNow: 'Ahora no',
    ways: {
      installed: 'Onebar funciona como aplicación en este dispositivo.',
      offered: 'Como aplicación, Onebar se abre sin red y envía lo que escribiste después de que lo cierres.',
      'by-hand': 'Como aplicación, Onebar se abre sin red y el sistema no borra lo que guarda.',
      unknown: 'Busca «Instalar» o «Añadir a pantalla de inicio» en el menú de tu navegador.',
    },
    steps: [
      'Abre esta página en Safari y toca Compartir, el cuadrado con una flecha.',
      'Elige «Añadir a pantalla de inicio» y luego «Añadir».',
      'Abre Onebar desde la pantalla de inicio y entra allí una vez.',
    ],
  },
};

export const roomTexts: typeof en.roomTexts = {
  panel: {
    close: 'Cerrar',
    kinds: {
      public: 'Sala pública. Cualquiera puede encontrarla y unirse.',
      private: 'Sala privada. Se entra con invitación.',
      direct: 'Una conversación de dos.',
    },
    roles: { owner: 'Titular', admin: 'Admin', member: '' },
    noTopicLine: 'Aún no hay una descripción de esta sala.',
    edit: 'Cambiar nombre',
    name: 'Nombre',
    topicLine: 'Para qué es la sala',
    topicHint: 'Una línea, hasta 200 caracteres.',
    topicTooLong: 'Esta línea tiene más de 200 caracteres.',
    save: 'Guardar',
    cancel: 'Cancelar',
    waiting: 'En camino',
    discard: 'Descartar',
    left: 'Aquí ya no cambia nada para ti.',
  },

  members: {
    title: 'Miembros',
    you: 'tú',
    since: (moment) => `Tal como estaba: ${moment}`,
    asking: 'Preguntando quién está…',
    offline: 'Quién está aquí se sabe cuando hay conexión.',
    more: 'Ver más',
    remove: (who) => `Sacar a ${who}`,
    removeWord: 'Sacar',
    ban: (who) => `Vetar a ${who}`,
    unban: (who) => `Levantar el veto a ${who}`,
    moreAbout: (who) => `Más sobre ${who}`,
    'make-admin': (who) => `Nombrar admin a ${who}`,
    'make-member': (who) => `Dejar como simple miembro a ${who}`,
    'make-owner': (who) => `Nombrar titular a ${who}`,
    banned: 'Personas vetadas',
    nobodyBanned: 'No hay nadie vetado.',
    bannedBy: (who) => `veto de ${who}`,
    someone: 'alguien',
  },

  people: {
    find: 'Nombre de la persona',
    findHint: 'Bastan las primeras letras.',
    nobody: (text) => `Aquí nadie tiene un nombre que empiece por «${text}».`,
    found: 'Personas encontradas',
    write: (who) => `Escribir a ${who}`,
    writeWord: 'Escribir',
    invite: (who) => `Invitar a ${who}`,
    inviteWord: 'Invitar',
    invited: 'Invitación hecha',
    block: (who) => `Bloquear a ${who}`,
    blockWhy: (who) => `Los mensajes directos de ${who} se ocultan, y no puede invitarte.`,
    unblock: (who) => `Desbloquear a ${who}`,
    unblockWord: 'Desbloquear',
    blocked: 'Personas bloqueadas',
    blockedNote: 'Sus mensajes directos están ocultos, y no pueden invitarte.',
    nobodyBlocked: 'No has bloqueado a nadie.',
    isBlocked: 'bloqueo activo',
  },

  invite: {
    action: 'Invitar',
    title: (room) => `Invitar a ${room}`,
    close: 'Cerrar',
    people: 'Alguien que ya está aquí',
    link: 'Con un enlace',
    linkWhy: 'Quien lo abra entra, también si es la primera vez que viene.',
    expires: 'Vale durante',
    spans: { hour: '1 hora', day: '1 día', week: '7 días', month: '30 días' },
    uses: 'Para cuántas personas',
    usesOf: people,
    make: 'Crear un enlace',
    code: 'Código QR del enlace',
    open: 'Enlaces abiertos',
    left: (left, of) => `quedan ${number(left)} de ${number(of)}`,
    until: (moment) => `hasta ${moment}`,
    by: (who) => `de ${who}`,
    show: 'Mostrar',
    takeBack: 'Retirar',
    takeBackOf: (facts) => `Retirar el enlace: ${facts}`,
    takenBack: 'El enlace se retiró. Con él ya no entra nadie.',
    elsewhere: 'Se creó en otro dispositivo.',
  },

  retention: {
    title: 'Cuánto se guardan los mensajes',
    rule: (days, newest) => {
      if (days === undefined && newest === undefined) return 'Para siempre.';
      const byTime =
        days === undefined ? '' : count(days, { one: 'Durante # día.', other: 'Durante # días.' });
      const byNumber = newest === undefined ? '' : `Los ${number(newest)} más recientes.`;
      return `${byTime} ${byNumber}`.trim();
    },
    server: (rule) => `En todo este servidor: ${rule} Vale lo que guarde menos.`,
    change: 'Cambiar cuánto',
    days: 'Guardar los mensajes',
    daysOf: (days) => count(days, { one: '# día', other: '# días' }),
    forEver: 'siempre',
    count: 'Guardar de ellos',
    all: 'todos',
    newest: (n) => `los ${number(n)} más recientes`,
    warning:
      'Lo que pase de ahí se elimina para todos, en el servidor y en todos los dispositivos, en unos minutos. No vuelve.',
    keepsAll: 'Desde ahora no se elimina nada. Lo que se eliminó antes no vuelve.',
    cancel: 'Cancelar',
    save: 'Eliminar el resto',
    keepAll: 'Guardar todo',
  },

  ways: {
    leave: 'Salir de la sala',
    leaveTitle: '¿Salir de esta sala?',
    leaveAsk:
      'Es privada: solo vuelves con una invitación. Lo que tienes de ella se puede leer en este dispositivo.',
    stay: 'Quedarme',
    ownerStays: 'Eres titular de esta sala. Para salir, nombra antes titular a otra persona.',
    makePublic: 'Hacer pública la sala',
    makePrivate: 'Hacer privada la sala',
    remove: 'Eliminar la sala',
    removeTitle: '¿Eliminar esta sala?',
    removeAsk:
      'Nadie podrá escribir aquí, y desaparece del servidor para todos. Lo que cada cual tiene en sus dispositivos se queda allí.',
    keepRoom: 'Conservar la sala',
    joinAgain: 'Volver a unirme',
    unlist: 'Quitar de la lista',
    former: 'Salas de las que saliste',
    formerNote: 'Lo que tienes de ellas se puede leer en este dispositivo.',
  },

  join: {
    asking: 'Preguntando a qué es esta invitación…',
    to: (room) => `Te invitan a ${room}.`,
    toARoom: 'Te invitan a una sala.',
    toServer: 'Es una invitación a este servidor, y ya estás aquí.',
    by: (who) => `La invitación es de ${who}.`,
    join: 'Unirme',
    joining: 'Entrando…',
    notNow: 'Ahora no',
    kept: 'Ahora no hay conexión. La invitación se guarda en este dispositivo, y entras en cuanto la haya.',
    forget: 'Olvidar la invitación',
    toRooms: 'Ir a tus salas',
    youAreIn: (room) => `Ya estás en ${room}.`,
    inARoom: 'Ya estás en la sala a la que te invitaron.',
    open: 'Abrirla',
    dismiss: 'Entendido',
    signedOut: 'Crea una cuenta, o entra con la tuya, y pasas a la sala.',
  },

  newRoom: {
    name: 'Nombre de la sala',
    create: 'Crear',
    nameProblems: {
      empty: 'Escribe un nombre para la sala.',
      'too-long': 'Este nombre tiene más de 40 caracteres.',
      'control-character': 'Este nombre tiene un carácter que no se ve. Escríbelo otra vez.',
    },
    who: 'Quién puede entrar',
    public: 'Pública',
    publicHint: 'Cualquiera puede encontrarla y unirse.',
    private: 'Privada',
    privateHint: 'Se entra con invitación.',
  },
};

export const entryTexts: typeof en.entryTexts = {
  code: {
    title: 'Entrar con un código',
    label: 'Código',
    hint: 'En un dispositivo donde ya has entrado: Ajustes, «Vincular un dispositivo».',
    empty: 'Escribe el código que muestra tu otro dispositivo.',
    signIn: 'Entrar',
    fromLink: 'Así este dispositivo entra en la cuenta de quien te mostró el código.',
  },
  codeLink: {
    what: 'Este enlace sirve para entrar en otro dispositivo: en la cuenta de quien lo mostró, sin su contraseña.',
    here: (name) => `En este dispositivo ya estás dentro, como ${name}. No se ha hecho nada con el enlace.`,
    instead:
      'Para entrar aquí en la cuenta de quien lo mostró, cierra antes la sesión. Entonces se borra lo que Onebar guarda en este dispositivo; lo enviado sigue en el servidor.',
    use: 'Cerrar sesión y usar el enlace',
  },
  admission: {
    invite:
      'Aquí se entra con invitación. Si te mandaron una, abre su enlace. Si tienes cuenta, entra con ella.',
    closed: 'Este servidor no admite gente nueva por ahora. Si tienes cuenta, entra con ella.',
    setup:
      'Este servidor se está poniendo en marcha. Abre el enlace de puesta en marcha que mostró al arrancar: con él se crea la primera cuenta.',
    first: 'Estás poniendo en marcha este servidor. La primera cuenta es la de su admin.',
    deleted: 'Tu cuenta se eliminó. En este dispositivo no queda nada de ella.',
  },
};

export const settingsTexts: typeof en.settingsTexts = {
  profile: {
    title: 'Perfil',
    name: 'Nombre visible',
    hint: `Los demás lo ven. Hasta ${maxNameChars} caracteres.`,
    save: 'Guardar nombre',
    saved: 'Guardado.',
  },

  language: {
    title: 'Idioma (Language)',
    automatic: (name) => `Automático: ${name}`,
    failed: 'Este idioma aún no ha llegado. Inténtalo otra vez cuando haya conexión.',
  },

  privacy: {
    title: 'Privacidad',
    typing: 'Mostrar cuándo escribo',
    typingWhy: 'En este dispositivo. Si está desactivado, aquí tampoco lo ves de los demás.',
    presence: 'Mostrar cuándo estoy aquí y cuándo estuve por última vez',
    presenceWhy: 'En todos tus dispositivos. Si está desactivado, tampoco lo ves de los demás.',
  },

  saver: {
    title: 'Ahorro de datos',
    why: 'Sin señales de quién escribe ni de quién está aquí, las marcas solo al abrir una sala, y los mensajes antiguos página a página.',
    choices: { auto: 'Automático: según el navegador', on: 'Activado', off: 'Desactivado' },
    isOn: 'Ahora está activado.',
    isOff: 'Ahora está desactivado.',
  },

  password: {
    title: 'Contraseña',
    why: 'Al cambiarla, la sesión sigue abierta en tus otros dispositivos, y tus claves de aplicación siguen valiendo.',
    change: 'Cambiar contraseña',
    old: 'Contraseña actual',
    new: 'Contraseña nueva',
    newHint: `Al menos ${minPasswordChars} caracteres; ninguna otra regla.`,
    cancel: 'Cancelar',
    changed: 'Tu contraseña ha cambiado.',
  },

  devices: {
    title: 'Dispositivos',
    list: 'Tus dispositivos',
    nameless: 'Un dispositivo sin nombre',
    thisOne: 'este dispositivo',
    connected: 'Conectado ahora',
    seen: (span) => `Visto por última vez hace ${span}`,
    neverSeen: 'Aún no se ha visto',
    since: (day, isDate) => (isDate ? `sesión abierta el ${day}` : `sesión abierta ${day.toLowerCase()}`),
    facts: (seen, since) => `${seen}, ${since}`,
    signOut: 'Cerrar la sesión de este dispositivo',
    signOutOthers: 'Cerrar sesión en todos los demás',
    asking: 'Pidiendo la lista…',
    offline: 'La lista llega con la conexión.',
    askOne: (name) => `¿Cerrar la sesión de ${name}?`,
    askOneWhy:
      'Desde ese momento no puede leer ni escribir. Lo que se escribió allí y no se envió se queda en él, y sale cuando vuelvas a entrar allí.',
    askOthers: '¿Cerrar la sesión de todos tus otros dispositivos?',
    stay: 'Dejar la sesión abierta',
    gone: (name) => `Se cerró la sesión de ${name}.`,
    othersGone: 'Se cerró la sesión de todos tus otros dispositivos.',
    link: 'Vincular un dispositivo',
    linkWhy: 'Entras en otro dispositivo sin escribir tu contraseña.',
    appsToo: (n) =>
      count(n, {
        one: 'También termina tu clave de aplicación.',
        other: 'También terminan tus # claves de aplicación.',
      }),
  },

  apps: {
    title: 'Claves de aplicación',
    why: 'Para programas y aparatos que leen o escriben en tu nombre por MQTT, sin tu contraseña. Cada una puede hacer solo lo que le permitas.',
    list: 'Tus claves de aplicación',
    none: 'Aún no tienes ninguna.',
    start: 'Nueva clave de aplicación',
    reads: 'Lee todas las salas.',
    readsSome: (rooms) => `Lee ${rooms}.`,
    writes: 'Escribe en todas las salas.',
    writesSome: (rooms) => `Escribe en ${rooms}.`,
    others: (n) => count(n, { one: '# sala en la que no estás', other: '# salas en las que no estás' }),
    comma: ', ',
    andPlain: 'Temas simples.',
    since: (day, isDate) => (isDate ? `creada el ${day}` : `creada ${day.toLowerCase()}`),
    used: (span) => `Usada hace ${span}`,
    unused: 'Aún sin usar',
    revoke: 'Revocar',
    ask: (name) => `¿Revocar ${name}?`,
    askWhy: 'Lo que la use queda fuera al momento, y ya no puede leer ni escribir. Lo que escribió se queda.',
    keep: 'Conservarla',
    revoked: (name) => `Se revocó ${name}.`,
    name: 'Nombre',
    nameHint: 'Para qué es, y así la reconoces después.',
    read: 'Salas que lee',
    write: 'Salas en las que escribe',
    rooms: { none: 'Ninguna', some: 'Algunas', all: 'Todas' },
    readPicks: 'Qué salas lee',
    writePicks: 'En qué salas escribe',
    plain: 'Temas simples',
    plainWhy:
      'Temas aparte de las salas, con los que los aparatos hablan entre sí, si este servidor los tiene.',
    pick: 'Elige una sala.',
    tooMany: (n) => `Elige como mucho ${n} salas, o todas.`,
    nothing: 'Permítele algo: leer, escribir o los temas simples.',
    make: 'Crear la clave',
    cancel: 'Cancelar',
    madeTitle: (name) => `La clave «${name}»`,
    once: 'Se muestra solo ahora. Quien la tenga puede hacer lo que le permitiste, así que guárdala como una contraseña.',
    token: 'Clave',
    copy: 'Copiar la clave',
    example: 'Pruébala en una terminal',
    copyExample: 'Copiar la línea',
    port: '1883 es el puerto habitual de MQTT. Si es otro, lo sabe quien lleva este servidor.',
    done: 'Listo',
  },

  link: {
    title: 'Vincular un dispositivo',
    close: 'Cerrar',
    how: 'Escanea esto con la cámara del otro dispositivo, o abre allí Onebar, elige «Entrar con un código» y escribe este código:',
    qr: 'Código QR para entrar en otro dispositivo',
    code: 'Código',
    left: (time) => `Vale una sola vez. Quedan ${time}.`,
    careful: 'Quien tenga este código entra en tu cuenta. No se lo muestres a nadie.',
    expired: 'Este código ha caducado.',
    another: 'Código nuevo',
    asking: 'Pidiendo un código…',
    done: (name) => `Sesión abierta en ${name}.`,
  },

  remove: {
    title: 'Eliminar la cuenta',
    why: 'Elimina tu cuenta para siempre.',
    start: 'Eliminar mi cuenta…',
    what: 'La sesión se cierra al momento en todos tus dispositivos, y sales de todas las salas. Una sala tuya pasa a otra persona, o se elimina si no queda nadie en ella. No se puede deshacer.',
    unsent: (n) =>
      count(n, {
        one: '# mensaje sin enviar se borra de este dispositivo.',
        other: '# mensajes sin enviar se borran de este dispositivo.',
      }),
    messages: 'Tus mensajes',
    keep: 'Conservarlos',
    keepWhy: 'Los demás los siguen leyendo, con tu nombre.',
    empty: 'Vaciarlos',
    emptyWhy:
      'Sus palabras se eliminan para todos, y tu nombre con ellas. Que se escribió algo sigue a la vista.',
    password: 'Tu contraseña',
    stay: 'Conservar mi cuenta',
    go: 'Eliminar la cuenta',
  },

  parts: {
    label: 'Partes de los ajustes',
    you: 'Tú',
    look: 'Aspecto',
    people: 'Mensajes y personas',
    device: 'Este dispositivo',
    account: 'Cuenta',
  },

  look: {
    title: 'Apariencia',
    theme: 'Tema',
    themes: { auto: 'Automático', light: 'Claro', dark: 'Oscuro' },
    size: 'Tamaño del texto',
    sizes: { small: 'Pequeño', normal: 'Normal', large: 'Grande', largest: 'Muy grande' },
    density: 'Espacio',
    densities: { comfortable: 'Amplio', compact: 'Compacto' },
    note: 'Para todas las personas que usan Onebar en este dispositivo.',
  },

  kept: {
    title: 'Lo que se guarda aquí',
    messages: (n, rooms) =>
      `${count(n, { one: '# mensaje', other: '# mensajes' })} en ${count(rooms, { one: '# sala', other: '# salas' })}`,
    unsent: (n) => `${number(n)} sin enviar todavía`,
    drafts: (n) => count(n, { one: '# borrador', other: '# borradores' }),
  },

  clear: {
    start: 'Quitar de aquí los mensajes antiguos…',
    title: '¿Quitar los mensajes antiguos de este dispositivo?',
    what: (n) =>
      count(n, {
        one: '# mensaje antiguo se va de este dispositivo y sigue en el servidor. Sube en su sala y vuelve cuando haya conexión.',
        other:
          '# mensajes antiguos se van de este dispositivo y siguen en el servidor. Sube en una sala y vuelven cuando haya conexión.',
      }),
    safe: 'Se quedan los mensajes más nuevos de cada sala y todo lo que no has leído. Lo que escribiste y aún no se envió está a salvo, igual que tus borradores y las salas que dejaste.',
    keep: 'Conservarlos',
    go: 'Quitarlos',
    stop: 'Parar',
    progress: (done, of) => `${number(done)} de ${number(of)} quitados`,
    done: (n) =>
      count(n, {
        one: 'Se quitó # mensaje de este dispositivo.',
        other: 'Se quitaron # mensajes de este dispositivo.',
      }),
    nothing: 'Aquí no hay nada antiguo que quitar.',
  },

  exported: {
    title: 'Llévate tus datos',
    why: 'Todo lo que guarda este dispositivo, en un solo archivo (JSON): salas, mensajes, lo que espera aquí y lo que elegiste. Se hace aquí, también sin conexión.',
    careful: 'Quien tenga el archivo puede leerlo todo.',
    start: 'Exportar mis datos',
    stop: 'Parar',
    progress: (done, of) => `${number(done)} de ${count(of, { one: '# mensaje', other: '# mensajes' })}`,
    ready: 'El archivo está listo.',
    save: (size) => `Guardar el archivo, ${size}`,
  },
};

export const serverTexts: typeof en.serverTexts = {
  adminsOnly: 'Esta pantalla es para quienes administran este servidor.',
  asking: 'Preguntando al servidor…',
  counts: (peopleHere, roomsHere) =>
    `${people(peopleHere)}, ${count(roomsHere, { one: '# sala', other: '# salas' })}.`,
  registration: {
    open: 'Cualquiera que venga a esta dirección puede crear una cuenta.',
    invite: 'La gente nueva entra con invitación.',
    closed: 'Nadie puede crear una cuenta nueva.',
  },
  registrationWhy:
    'Es el ajuste REGISTRATION del servidor. Las copias de seguridad se hacen en su línea de órdenes: npm run admin -- help.',

  invites: {
    title: 'Invitaciones a este servidor',
    why: 'Quien tenga un enlace así puede crear aquí una cuenta, hasta que caduque o se agote.',
  },

  people: {
    title: 'Personas',
    find: 'Buscar personas',
    list: 'Personas',
    none: 'Nadie se llama así.',
    more: 'Más personas',
    manage: (name) => `Gestionar a ${name}`,
    manageWord: 'Gestionar',
    you: 'tú',
    admin: 'admin',
    suspended: 'cuenta suspendida',
    signsInAs: (name) => `entra como ${name}`,
    hereNow: 'Aquí ahora',
    seen: (span) => `Última vez hace ${span}`,
    neverSeen: 'Aún no se ha visto',
    devices: (n) => count(n, { one: '# dispositivo', other: '# dispositivos' }),
    apps: (n) => count(n, { one: '# clave de aplicación', other: '# claves de aplicación' }),
    since: (day, isDate) => (isDate ? `llegó el ${day}` : `llegó ${day.toLowerCase()}`),
    close: 'Cerrar',
  },

  acts: {
    'make-admin': {
      action: 'Hacer admin',
      what: (name) => `${name} verá esta pantalla y podrá hacer todo lo que hay en ella, también contigo.`,
      done: (name) => `${name} ya es admin.`,
    },
    'make-member': {
      action: 'Hacer simple miembro',
      what: (name) => `${name} deja de ver esta pantalla. Nada más cambia.`,
      done: (name) => `${name} ya es un simple miembro.`,
    },
    password: {
      action: 'Restablecer contraseña',
      what: (name) =>
        `Se crea una contraseña nueva, que se te muestra una vez. ${name} entra con ella desde entonces; la antigua ya no vale. Los dispositivos con la sesión abierta siguen así.`,
      done: (name) => `Esta es la contraseña nueva de ${name}. Pásasela; no se vuelve a mostrar.`,
    },
    'sign-out': {
      action: 'Cerrar sesión en todas partes',
      what: (name) =>
        `La sesión de ${name} se cierra al momento en todos sus dispositivos. Lo que espera allí sin enviar se queda, y sale cuando vuelva a entrar allí.`,
      done: (name) => `La sesión de ${name} está cerrada en todas partes.`,
    },
    suspend: {
      action: 'Suspender',
      what: (name) =>
        `${name} queda fuera al momento, y no puede entrar hasta que levantes la suspensión. Sus mensajes, salas y dispositivos se quedan como están.`,
      done: (name) => `La cuenta de ${name} está suspendida.`,
    },
    unsuspend: {
      action: 'Levantar la suspensión',
      what: (name) => `${name} puede volver a entrar, con lo que tenía.`,
      done: (name) => `${name} puede volver a entrar.`,
    },
    delete: {
      action: 'Eliminar la cuenta',
      what: (name) =>
        `La cuenta de ${name} se elimina para siempre. Su sesión se cierra al momento y sale de todas las salas; una sala suya pasa a otra persona, o se elimina si no queda nadie en ella.`,
      done: (name) => `La cuenta de ${name} se eliminó.`,
    },
  },
  appsToo: (n) =>
    count(n, {
      one: 'También termina su clave de aplicación.',
      other: 'También terminan sus # claves de aplicación.',
    }),
  leaveIt: 'Dejarlo así',
  copyPassword: 'Copiar contraseña',
  messages: {
    legend: 'Sus mensajes',
    keep: 'Conservarlos',
    keepWhy: 'Los demás los siguen leyendo, con su nombre.',
    empty: 'Vaciarlos',
    emptyWhy: 'Sus palabras se eliminan para todos, y su nombre con ellas.',
  },

  rooms: {
    title: 'Salas',
    list: 'Salas públicas',
    members: people,
    others: (privates, directs) =>
      `No se muestran: ${[
        privates > 0 && count(privates, { one: '# sala privada', other: '# salas privadas' }),
        directs > 0 && count(directs, { one: '# conversación de dos', other: '# conversaciones de dos' }),
      ]
        .filter(Boolean)
        .join(', ')}. Lo que hay en ellas es cosa de sus miembros.`,
    remove: (name) => `Eliminar ${name}`,
    removeWord: 'Eliminar sala',
    what: (name) =>
      `La sala «${name}» se elimina para siempre, y se avisa a todos los que están en ella. Lo que tienen de ella en sus dispositivos lo pueden seguir leyendo. Nadie podrá escribir allí.`,
    done: (name) => `La sala «${name}» se eliminó.`,
  },
};

/** Lo que contestan el servidor y el propio Onebar, por la frase en inglés en que llega; `#` es lo que cambia en ella, en el mismo orden. */
export const answers: typeof en.answers = {
  'The server has much to look through at the moment. Please try again in a moment.':
    'El servidor tiene mucho que revisar en este momento. Inténtalo de nuevo en un instante.',
  'over the link': 'por la conexión',
  'by post': 'por una petición aparte',
  again: 'otra vez',
  'No. # in this room': 'N.º # en esta sala',
  'No. # in this room: #': 'N.º # en esta sala: #',
  "A room's name has at most # characters.": 'El nombre de una sala tiene como máximo # caracteres.',
  'Something went wrong on the server. Please try again.': 'Algo falló en el servidor. Inténtalo otra vez.',
  'A proxy stands in front of this server, and its settings do not say so (TRUST_PROXY), so it makes no accounts.':
    'Delante de este servidor hay un proxy y sus ajustes no lo dicen (TRUST_PROXY), así que no crea cuentas.',
  'There are too many connections from your network. Please try again later.':
    'Hay demasiadas conexiones desde tu red. Inténtalo más tarde.',
  'The device token is wrong, or this device was signed out.':
    'La clave del dispositivo no es correcta, o se cerró su sesión.',
  'The password is wrong.': 'La contraseña no es correcta.',
  'This is the only admin of this server. Make somebody else admin first.':
    'Es la única persona que administra este servidor. Nombra antes a otra.',
  'There is no such person.': 'No existe esa persona.',
  'There is no such message in this room.': 'No existe ese mensaje en esta sala.',
  'This message was removed: this room does not keep messages that old.':
    'Este mensaje se eliminó: esta sala no guarda mensajes tan antiguos.',
  'You do not show when you are here, so you do not see it of others.':
    'No muestras cuándo estás aquí, así que tampoco lo ves de los demás.',
  'There is no such room.': 'No existe esa sala.',
  'There is no such public room.': 'No existe esa sala pública.',
  'A conversation of two people is theirs alone, and stays.':
    'Una conversación de dos personas es solo suya, y se queda.',
  'The server cannot answer at the moment. Please try again later.':
    'El servidor no puede contestar ahora. Inténtalo más tarde.',
  'The server cannot do this at the moment. Please try again later.':
    'El servidor no puede hacer esto ahora. Inténtalo más tarde.',
  'The server cannot store this at the moment. Please try again later.':
    'El servidor no puede guardar esto ahora. Inténtalo más tarde.',
  'The server cannot store anything at the moment. Please try again later.':
    'El servidor no puede guardar nada ahora. Inténtalo más tarde.',
  'This broker does not know what you ask.': 'Este servidor no conoce lo que le pides.',
  'Only for the admins of this server.': 'Solo para quienes administran este servidor.',
  'This server is being set up. Its first account is made with the set-up link that it printed when it started.':
    'Este servidor se está poniendo en marcha. La primera cuenta se crea con el enlace que mostró al arrancar.',
  'This server is set up already. Sign in, or ask its admin for an invite.':
    'Este servidor ya está en marcha. Entra con tu cuenta, o pide una invitación a quien lo administra.',
  'New people come to this server by invite. Ask somebody who is here for one.':
    'A este servidor se entra con invitación. Pídesela a alguien que ya esté aquí.',
  'This server does not take new people. If you have an account, sign in.':
    'Este servidor no admite gente nueva. Si tienes cuenta, entra con ella.',
  'Please enter a name.': 'Escribe un nombre.',
  'A name has at most # characters.': 'Un nombre tiene como máximo # caracteres.',
  'This name has characters that cannot be seen. Please leave them out.':
    'Este nombre tiene caracteres que no se ven. Quítalos.',
  'This name is too long.': 'Este nombre es demasiado largo.',
  'A password has at least # characters.': 'Una contraseña tiene al menos # caracteres.',
  'A password has at most # characters.': 'Una contraseña tiene como máximo # caracteres.',
  'This name is taken. Please choose another one.': 'Este nombre ya está en uso. Elige otro.',
  'The name or the password is wrong.': 'El nombre o la contraseña no son correctos.',
  'This device is signed in to another account. Please sign out there first.':
    'En este dispositivo está abierta otra cuenta. Cierra antes esa sesión.',
  'This account was suspended by the admin of this server.':
    'Quien administra este servidor suspendió esta cuenta.',
  'Your account was suspended by the admin of this server.':
    'Quien administra este servidor suspendió tu cuenta.',
  'This device was signed out.': 'Se cerró la sesión de este dispositivo.',
  'Your account was deleted.': 'Tu cuenta se eliminó.',
  'This code is wrong, was used or has expired. Ask the other device for a new one.':
    'Este código no es correcto, ya se usó o ha caducado. Pide uno nuevo en el otro dispositivo.',
  'Many people are signing in at this moment. Please try again in a few seconds.':
    'Ahora mismo está entrando mucha gente. Inténtalo en unos segundos.',
  'Many accounts were made from your network of late. Please try again in an hour.':
    'Últimamente se crearon muchas cuentas desde tu red. Inténtalo dentro de una hora.',
  'There were too many wrong tries. Please wait #, then try again.':
    'Hubo demasiados intentos fallidos. Espera un poco y vuelve a intentarlo.',
  'You are signed in on # devices, which is as many as this server allows. Sign one of them out, then try again.':
    'Tienes la sesión abierta en # dispositivos, y este servidor no permite más. Cierra una y vuelve a intentarlo.',
  'This account has as many sessions as the server keeps for one person. End one that is not needed.':
    'Esta cuenta tiene tantas sesiones como el servidor guarda para una persona. Cierra una que no haga falta.',
  'Please give the token a name.': 'Ponle un nombre a la clave.',
  'There is such a token already. Please try once more.': 'Esa clave ya existe. Inténtalo otra vez.',
  'You have # app tokens. Revoke one before you make another.':
    'Tienes # claves de aplicación. Revoca una antes de crear otra.',
  'The name or the token is wrong, or this device was signed out.':
    'El nombre o la clave no son correctos, o se cerró la sesión de este dispositivo.',
  'This room exists already. Please try once more.': 'Esta sala ya existe. Inténtalo otra vez.',
  'You are in this room already.': 'Ya estás en esta sala.',
  'You were banned from this room.': 'Te vetaron en esta sala.',
  'Only the owner and admins of this room may see this.':
    'Solo pueden verlo la persona titular y los admins de esta sala.',
  'Only the owner and admins of this room may do this.':
    'Solo pueden hacerlo la persona titular y los admins de esta sala.',
  'Only the owner and admins of a private room may invite.':
    'En una sala privada solo invitan la persona titular y los admins.',
  'Only the owner of this room may do this.': 'Solo puede hacerlo la persona titular de esta sala.',
  'This person does not want messages from you.': 'Esta persona no quiere mensajes tuyos.',
  'You have blocked this person. Unblock them first.': 'Bloqueaste a esta persona. Desbloquéala antes.',
  'You are in # rooms, which is as many as this server allows. Leave one first.':
    'Estás en # salas, y este servidor no permite más. Sal antes de una.',
  'This person is in as many rooms as this server allows.':
    'Esta persona está en tantas salas como permite este servidor.',
  'This room has # members, which is as many as this server allows.':
    'Esta sala tiene # miembros, y este servidor no permite más.',
  'Only a text message can be changed.': 'Solo se puede cambiar un mensaje de texto.',
  'The message to change is not in this room.': 'El mensaje que quieres cambiar no está en esta sala.',
  'You can change only your own messages.': 'Solo puedes cambiar tus propios mensajes.',
  'This message is not kept any more: in this room messages are removed after some time.':
    'Este mensaje ya no se guarda: en esta sala los mensajes se eliminan al cabo de un tiempo.',
  'This message was taken back and cannot be changed any more.':
    'Este mensaje se retiró y ya no se puede cambiar.',
  'This message was changed too often to be changed again.':
    'Este mensaje se cambió demasiadas veces para cambiarlo otra vez.',
  'A text message needs a text.': 'Un mensaje de texto necesita un texto.',
  'This server does not know this change of a room.': 'Este servidor no conoce este cambio de una sala.',
  'This room was deleted.': 'Esta sala se eliminó.',
  'You are not a member of this room.': 'No estás en esta sala.',
  'You own this room. Make somebody else its owner first, or delete it.':
    'Eres titular de esta sala. Nombra antes titular a otra persona, o elimínala.',
  'This conversation has just the two of you, and stays as it is.':
    'Esta conversación es solo de dos, y se queda como está.',
  'There is such an invite already. Please try once more.':
    'Ya existe una invitación así. Inténtalo otra vez.',
  'Only an admin of this server may invite to it. You can invite into a room.':
    'Solo puede invitar a este servidor quien lo administra. Tú puedes invitar a una sala.',
  'You have an account here already.': 'Ya tienes una cuenta aquí.',
  'You may not invite into this room.': 'No puedes invitar a esta sala.',
  'You have # open invites. Take some back before you make more.':
    'Tienes # invitaciones abiertas. Retira alguna antes de crear más.',
  'This invite is not known here. Perhaps the link is not complete.':
    'Aquí no se conoce esta invitación. Quizá el enlace no está completo.',
  'Whoever made this invite may not invite any more.': 'Quien hizo esta invitación ya no puede invitar.',
  'You were removed from this room since this invite was made. Ask for a new one.':
    'Te sacaron de esta sala después de hacerse esta invitación. Pide otra.',
  'This invite was taken back.': 'Esta invitación se retiró.',
  'This invite has expired. Ask for a new one.': 'Esta invitación ha caducado. Pide otra.',
  'This invite was used already. Ask for a new one.': 'Esta invitación ya se usó. Pide otra.',
  'This message is #; at most # fit.': 'Este mensaje ocupa #; caben # como máximo.',
  'This message is #; at most # fit. Send it in parts.':
    'Este mensaje ocupa #; caben # como máximo. Envíalo en partes.',
  'This message is already stored with other words.': 'Este mensaje ya está guardado con otras palabras.',
  'You can leave only yourself.': 'Solo puedes salir tú.',
  'This person is in this room already.': 'Esta persona ya está en esta sala.',
  'This person is banned from this room.': 'Esta persona tiene un veto en esta sala.',
  'This person does not want to be invited by you.': 'Esta persona no quiere que la invites.',
  'This person is not in this room any more.': 'Esta persona ya no está en esta sala.',
  'This person is banned already.': 'Esta persona ya tiene un veto.',
  'This person is not banned.': 'Esta persona no tiene ningún veto.',
  'The line about a room has at most # characters.':
    'La descripción de una sala tiene como máximo # caracteres.',
  'This room is public already.': 'Esta sala ya es pública.',
  'This room is private already.': 'Esta sala ya es privada.',
  'You cannot do this to yourself. You can leave the room.':
    'No puedes hacerte esto. Puedes salir de la sala.',
  'This can be done only to those who have less to say in this room.':
    'Esto solo se puede hacer a quien tiene menos permisos en esta sala.',
  'This room is not there any more.': 'Esta sala ya no existe.',
  'There is a public room named "#" already.': 'Ya hay una sala pública llamada «#».',
  'Only the server writes this.': 'Esto solo lo escribe el servidor.',
  'Only for other members of this room.': 'Solo para otros miembros de esta sala.',
  'The lobby is for everybody, and stays as it is.': 'La sala Lobby es de todos, y se queda como está.',
  'Please enter a name for the room.': 'Escribe un nombre para la sala.',
  'This device sends faster than the server takes it. It goes on in a moment, by itself.':
    'Este dispositivo envía más rápido de lo que el servidor acepta. Sigue solo, en un momento.',
  'This part of the app is not on this device yet. It comes when there is a connection.':
    'Esta parte de la aplicación aún no está en este dispositivo. Llega cuando hay conexión.',
  'You are signed out.': 'No tienes la sesión abierta.',
  'This could not be saved on this device. Free some space, or reload the page.':
    'No se pudo guardar en este dispositivo. Libera espacio, o recarga la página.',
  'This could not be saved on this device, so it is still in the box. Free some space, or reload the page.':
    'No se pudo guardar en este dispositivo, así que sigue en el cuadro de texto. Libera espacio, o recarga la página.',
  'The browser closed the storage of this page. What was saved is safe; reload to go on.':
    'El navegador cerró el almacenamiento de esta página. Lo guardado está a salvo; recarga para seguir.',
  'This device has no space left. Free some, then reload the page.':
    'A este dispositivo no le queda espacio. Libera algo y recarga la página.',
  'This browser does not let the page keep data. A private window or blocked site data can be the reason.':
    'Este navegador no deja que la página guarde datos. Puede deberse a una ventana privada o a que los datos de sitios están bloqueados.',
  'There is nothing to send yet.': 'Aún no hay nada que enviar.',
  'There is nothing to save yet.': 'Aún no hay nada que guardar.',
  'This message is on its way already.': 'Este mensaje ya está en camino.',
  'This message is not on this device any more.': 'Este mensaje ya no está en este dispositivo.',
  'Only an emoji can be given to a message.': 'A un mensaje solo se le puede dar un emoji.',
  'The page came, but this device could not keep it.':
    'La página llegó, pero este dispositivo no pudo guardarla.',
  'The server has nothing there.': 'El servidor no tiene nada ahí.',
  'This was written with a newer Onebar. Reload to get it, then this can be read.':
    'Esto se escribió con un Onebar más nuevo. Recarga para tenerlo y podrás leerlo.',
  'This did not work on this device. Try again, or reload the page.':
    'No ha funcionado en este dispositivo. Inténtalo otra vez, o recarga la página.',
  'This was closed before an answer came. It is safe to try again.':
    'Se cerró antes de que llegara una respuesta. Puedes intentarlo otra vez sin riesgo.',
  'Needs a connection. Nothing was changed.': 'Necesita conexión. No se ha cambiado nada.',
  'The link went away before an answer came. It is safe to try again.':
    'La conexión se fue antes de que llegara una respuesta. Puedes intentarlo otra vez sin riesgo.',
  'The server does not answer. What you typed is still here; try again when there is a connection.':
    'El servidor no contesta. Lo que escribiste sigue aquí; inténtalo cuando haya conexión.',
  'The server answered something this version cannot read.':
    'El servidor contestó algo que esta versión no puede leer.',
  'This device is full, so what comes in cannot be kept here. Nothing is lost at the server. Free some space.':
    'Este dispositivo está lleno, así que lo que llega no se puede guardar aquí. En el servidor no se pierde nada. Libera espacio.',
  'This device cannot keep what comes in. Nothing is lost at the server. Reload the page to go on.':
    'Este dispositivo no puede guardar lo que llega. En el servidor no se pierde nada. Recarga la página para seguir.',
};
