/**
 * Who is signed in. The gateway holds the tokens; the page only learns name, role and scope, and asks again when a request
 * was refused as signed out. Without a network the last answer serves, so that drafts can be reached in a dead zone; what
 * is sent later is checked by the services anyway. What a role may do is read from the operation tables of the contracts.
 */
import { createContext, use, useEffect, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Claims } from '@anju/contracts/actors';
import { Refused, send } from './api/client.js';

export type Me = Pick<Claims, 'sub' | 'role' | 'divisions' | 'department' | 'enterpriseId'> & { readonly name: string };

const key = 'anju.me';
const SessionContext = createContext<Me | null>(null);
export const useMe = (): Me => {
  const me = use(SessionContext);
  if (!me) throw new Error('used outside of a session');
  return me;
};

export const signInAddress = (): string => `/auth/login?returnTo=${encodeURIComponent(location.pathname + location.search)}`;

/** The provider ends its own session too, at the address that the gateway answers. */
export const signOut = async (): Promise<void> => {
  const { next } = await send<{ next: string }>('/auth/logout', { method: 'POST', body: {} });
  localStorage.removeItem(key);
  location.assign(next);
};

export function Session({
  children,
  signedOut,
  loading,
  failed,
}: {
  children: ReactNode;
  signedOut: ReactNode;
  loading: ReactNode;
  failed: (error: Error, retry: () => void) => ReactNode;
}) {
  const client = useQueryClient();
  const me = useQuery({
    queryKey: ['me'],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        const answer = await send<Me>('/auth/me', { signal });
        localStorage.setItem(key, JSON.stringify(answer));
        return answer;
      } catch (error) {
        if (error instanceof Refused && error.status === 401) {
          localStorage.removeItem(key);
          return null;
        }
        const last = error instanceof Refused && error.status === 0 ? localStorage.getItem(key) : null;
        if (last) return JSON.parse(last) as Me;
        throw error;
      }
    },
  });
  useEffect(() => {
    const askAgain = () => void client.invalidateQueries({ queryKey: ['me'] });
    for (const name of ['anju:signed-out', 'online']) window.addEventListener(name, askAgain);
    return () => {
      for (const name of ['anju:signed-out', 'online']) window.removeEventListener(name, askAgain);
    };
  }, [client]);
  if (me.data) return <SessionContext value={me.data}>{children}</SessionContext>;
  if (me.error) return failed(me.error, () => void me.refetch());
  return me.data === null ? signedOut : loading;
}
