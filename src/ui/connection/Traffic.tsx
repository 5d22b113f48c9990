// What the link carried today, all in all and room by room, the busiest first.
import type { LinkReport } from '../../store/state';
import { useAppState } from '../app-context';
import { later } from '../texts/texts';
import { size } from '../texts/sizes';
import styles from './ConnectionPage.module.css';

export function Traffic({ today }: Pick<LinkReport, 'today'>) {
  const rooms = useAppState((state) => state.rooms);
  const unlisted = useAppState((state) => state.unlisted);
  const nameByRoom = new Map([...unlisted, ...rooms].map(({ room, name }) => [room, name]));
  const rows = today
    .filter(({ room }) => room === '' || nameByRoom.has(room))
    .toSorted((a, b) => Number(b.room === '') - Number(a.room === '') || bytesOf(b) - bytesOf(a));
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{later.link.room}</th>
          <th scope="col">{later.link.sent}</th>
          <th scope="col">{later.link.received}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ room, upBytes, downBytes }) => (
          <tr key={room}>
            <th scope="row">
              <bdi>{room === '' ? later.link.all : nameByRoom.get(room)}</bdi>
            </th>
            <td>{size(upBytes)}</td>
            <td>{size(downBytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const bytesOf = ({ upBytes, downBytes }: LinkReport['today'][number]): number => upBytes + downBytes;
