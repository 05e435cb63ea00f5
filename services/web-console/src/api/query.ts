/**
 * One query client for the console. Refusals are answers and are not asked again; only what is temporary is retried, and
 * never for ever. Lists stay on screen while they are refreshed.
 */
import { QueryClient, keepPreviousData } from '@tanstack/react-query';
import { Refused } from './client.js';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      placeholderData: keepPreviousData,
      networkMode: 'always',
      retry: (count, error) => count < 2 && error instanceof Refused && error.isTemporary,
      retryDelay: (count, error) => (error instanceof Refused && error.retryAfterMs) || 1000 * 2 ** count,
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
