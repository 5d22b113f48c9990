// The devices and app tokens of this person as the server knows them: asked for when there is a connection, and again every few seconds where
// somebody waits for a new one.
import { useCallback, useEffect, useState } from 'react';
import type { AppRights } from '../../protocol/app-rights';
import type { DeviceRow } from '../../protocol/asks-account';
import type { DeviceId } from '../../protocol/ids';
import { useActions, useAppState } from '../app-context';

export interface DeviceView {
  readonly device: DeviceId;
  /** Empty where it has none. */
  readonly name: string;
  readonly isThis: boolean;
  readonly isConnected: boolean;
  /** How long ago it was connected; `undefined`: it never was. */
  readonly unseenMs: number | undefined;
  /** Unix ms. */
  readonly sinceMs: number;
}

export interface AppTokenView extends DeviceView {
  readonly app: AppRights;
}

export interface DevicesView {
  /** This one first, then the ones seen last. `undefined`: not known yet. */
  readonly devices: readonly DeviceView[] | undefined;
  /** Those used last first. */
  readonly apps: readonly AppTokenView[] | undefined;
  readonly problem: string | undefined;
  reload(): Promise<void>;
}

export function useDevices(everyMs?: number): DevicesView {
  const actions = useActions();
  const online = useAppState(({ connection }) => connection.state === 'online');
  const own = useAppState(({ device }) => device);
  const [views, setViews] = useState<Pick<DevicesView, 'devices' | 'apps'>>();
  const [problem, setProblem] = useState<string>();

  const reload = useCallback(
    () =>
      actions.ask('devices', undefined).then((outcome) => {
        setProblem(outcome.ok ? undefined : outcome.message);
        if (outcome.ok) setViews(viewsOf(outcome.value, own));
      }),
    [actions, own],
  );

  useEffect(() => {
    if (!online) return undefined;
    void reload();
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => void reload(), everyMs);
    return () => clearInterval(timer);
  }, [online, reload, everyMs]);

  return { devices: views?.devices, apps: views?.apps, problem, reload };
}

function viewsOf(
  rows: readonly DeviceRow[],
  own: DeviceId | undefined,
): { devices: DeviceView[]; apps: AppTokenView[] } {
  // By the server's clock: what is connected was seen at this very moment.
  const nowSec = Math.max(...rows.map(({ seenSec }) => seenSec));
  const viewOf = ({ device, name, seenSec, sinceSec }: DeviceRow): DeviceView => ({
    device,
    name,
    isThis: device === own,
    isConnected: seenSec >= nowSec - 1,
    unseenMs: seenSec === 0 ? undefined : (nowSec - seenSec) * 1000,
    sinceMs: sinceSec * 1000,
  });
  const sorted = <V extends DeviceView>(views: V[]): V[] =>
    views.toSorted(
      (a, b) => Number(b.isThis) - Number(a.isThis) || (a.unseenMs ?? Infinity) - (b.unseenMs ?? Infinity),
    );
  return {
    devices: sorted(rows.filter(({ app }) => !app).map(viewOf)),
    apps: sorted(rows.flatMap(({ app, ...row }) => (app ? [{ ...viewOf(row), app }] : []))),
  };
}
