// Wires what only a leading tab needs: the link, and what is read and written on it. Loaded after the screen is there.
import type { Db } from './db/db';
import { createBrowserDataSaving } from './platform/data-saving';
import { whenDrawn } from './platform/when-drawn';
import { mqttPath } from './protocol/accounts';
import type { CreateLead } from './sync/engine';
import { createLead } from './sync/lead';
import type { HttpPlace } from './transport/http-outcome';
import type { Link } from './transport/link';
import { createMqttLink, type MqttModule } from './transport/mqtt-link';
import { createOutboxHttp } from './transport/outbox-http';

export const wireLead =
  (place: HttpPlace, loadMqtt: () => Promise<MqttModule>): CreateLead =>
  (deps) => {
    const link = createMqttLink({ loadMqtt });
    return createLead({
      ...deps,
      link: import.meta.env.DEV ? worseIfWanted(link, deps.db) : link,
      http: createOutboxHttp(place),
      url: new URL(mqttPath, place.origin.replace(/^http/, 'ws')).href,
      dataSaving: createBrowserDataSaving(navigator),
      whenDrawn,
    });
  };

/** While developing there is a switch for it on the page about the connection. */
function worseIfWanted(link: Link, db: Db): Link {
  let isBad = false;
  const read = async () => {
    isBad = (await db.setting('badLink')) === true;
  };
  db.changes.subscribe((change) => {
    if (change.in === 'settings') void read();
  });
  const worse = Promise.all([import('./transport/bad-link'), read()]).then(([{ createBadLink }]) =>
    createBadLink(link, () => isBad),
  );
  return { dial: async (...dial) => (await worse).dial(...dial) };
}
