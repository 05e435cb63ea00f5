/** A list that grows by its cursor, the same way everywhere. */
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';

export function usePages<T>(
  queryKey: QueryKey,
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<{ items: T[]; nextCursor?: string | undefined }>,
  enabled = true,
) {
  const query = useInfiniteQuery({
    queryKey,
    enabled,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  return { ...query, items: query.data?.pages.flatMap(({ items }) => items) ?? [] };
}
