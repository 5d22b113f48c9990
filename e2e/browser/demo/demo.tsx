import { mountApp } from '../../../src/ui/mount-app';
import { createFakeApp } from './fake-app';
const q = new URLSearchParams(location.search);
const fake = createFakeApp(q.get('stage') ?? 'signed-in', q.get('link') ?? 'online');
if (q.get('stage') === 'no-server') fake.store.setState({ stage: { at: 'signed-out' } });
Object.assign(window, { fake });
mountApp(document.querySelector<HTMLElement>('#root')!, fake.app);
