// What the handlers of packets share: the application on one side, all connections on the other.
import type { Application } from '../application';
import type { Log } from '../log';
import type { Counts, Metrics } from '../metrics';
import type { Plain } from '../plain/plain';
import type { ConnackEncoder } from './connack-encoder';
import type { MqttLimits } from './limits';
import type { LiveSession } from './live-session';
import type { Subscription } from './session';
import type { SessionConnections } from './session-connections';
import type { SessionKeeper } from './session-keeper';
import type { Subscriptions } from './subscriptions';

export interface MqttContext {
  readonly application: Application;
  readonly plain: Plain;
  readonly limits: MqttLimits;
  /** Unix ms. */
  readonly clock: () => number;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Of `metrics`. */
  readonly counts: Counts;
  /** Name of PUBACK's user property that carries the receipt. */
  readonly receiptProperty: string;
  /** Where a client hears of a refusal that no packet can tell it. */
  readonly noticesTopic: string;
  /** User property of a CONNECT: see `SessionHandle.isInOrder`. */
  readonly inOrderProperty: string;
  readonly newClientId: () => string;
  readonly encodeConnack: ConnackEncoder;
  readonly subscriptions: Subscriptions;
  readonly keeper: SessionKeeper;
  readonly sessionConnections: SessionConnections;
  /** At the end of this tick the application is told what was acknowledged of this subscription. */
  readonly tellSoon: (live: LiveSession, subscription: Subscription) => void;
  /** The session's cursors moved: it goes with the next batch. */
  readonly saveSoon: (live: LiveSession) => void;
  /** The session has no connection any more. */
  readonly forget: (live: LiveSession) => void;
}
