// Somebody who is signed out opened the link of an invite: it is kept until they are signed in.
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useActions, useAppState } from './app-context';
import { placeOf } from './place';

export function useInviteLink(): void {
  const actions = useActions();
  const isSignedOut = useAppState(({ stage }) => stage.at === 'signed-out');
  const [path] = useLocation();
  const place = placeOf(path);
  const token = place.at === 'join' ? place.token : undefined;
  useEffect(() => {
    if (isSignedOut && token !== undefined) void actions.keepInvite(token);
  }, [actions, isSignedOut, token]);
}
