// Wires what only a leading tab needs: the link, and what is read and written on it. Loaded after the screen is there.
import { mqttPath } from './protocol/accounts';
import type { CreateLead } from './sync/engine';
import { createLead } from './sync/lead';
import type { HttpPlace } from './transport/http-outcome';
import { createMqttLink, type MqttModule } from './transport/mqtt-link';
import { createOutboxHttp } from './transport/outbox-http';

export const wireLead =
  (place: HttpPlace, loadMqtt: () => Promise<MqttModule>): CreateLead =>
  (deps) =>
    createLead({
      ...deps,
      link: createMqttLink({ loadMqtt }),
      http: createOutboxHttp(place),
      url: new URL(mqttPath, place.origin.replace(/^http/, 'ws')).href,
    });
