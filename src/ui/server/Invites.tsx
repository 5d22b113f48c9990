// Invites to the server.
import { InviteLinks } from '../invites/InviteLinks';
import { serverTexts } from '../texts/texts';

export const Invites = () => (
  <InviteLinks room={undefined} title={serverTexts.invites.title} why={serverTexts.invites.why} />
);
