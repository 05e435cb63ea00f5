/**
 * Who is signed in. The gateway holds the tokens; the page only learns name, role and scope, and asks again when a request
 * was refused as signed out. What a role may do is read from the operation tables of the contracts, never listed here.
 */
import { createContext, use, useEffect, type ReactNode } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Claims } from '@anju/contracts/actors';
import { Refused, send } from './api/client.js';

export type Me = Pick<Claims, 'sub' | 'role' | 'divisions' | 'department' | 'enterpriseId'> & { readonly name: string };

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
  location.assign(next);
};

export function Session({ children, signedOut, loading, failed }: { children: ReactNode; signedOut: ReactNode; loading: ReactNode; failed: (error: Error, retry: () => void) => ReactNode }) {
  const client = useQueryClient();
  const me = useQuery({
    queryKey: ['me'],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Me | null> => {
      try {
        return await send<Me>('/auth/me', { signal });
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null;
        throw error;
      }
    },
  });
  useEffect(() => {
    const onSignedOut = () => void client.invalidateQueries({ queryKey: ['me'] });
    window.addEventListener('anju:signed-out', onSignedOut);
    return () => window.removeEventListener('anju:signed-out', onSignedOut);
  }, [client]);
  if (me.data) return <SessionContext value={me.data}>{children}</SessionContext>;
  if (me.error) return failed(me.error, () => void me.refetch());
  return me.data === null ? signedOut : loading;
}
