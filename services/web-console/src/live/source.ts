/**
 * The wire of the live feed, one per browser. Of all tabs the one that holds the lock keeps the EventSource and repeats
 * what it hears on a BroadcastChannel; when it closes, another takes over from where it stood itself. A connection that
 * has been silent for four heartbeats is opened anew, because a dead peer looks exactly like a quiet city.
 */
import { address, pathOf } from '../api/client.js';

export type Wire = { readonly kind: 'frame' | 'heartbeat'; readonly id: string; readonly data: string } | { readonly kind: 'reset' };

export interface Source {
  /** Another connection from where the reader stands now. */
  reopen(): void;
  close(): void;
}
const silenceMs = 8000;
const retryMs = [500, 1000, 2000, 4000, 8000] as const;

/** `position` says from where to follow; undefined while there is no snapshot. */
export function listen(person: string, position: () => string | undefined, hear: (wire: Wire) => void): Source {
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(`anju.live.${person}`) : undefined;
  const stop = new AbortController();
  let stream: EventSource | undefined;
  let isLeader = false;
  let lastWord = 0;
  let failures = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;

  const tell = (wire: Wire): void => {
    lastWord = performance.now();
    failures = 0;
    channel?.postMessage(wire);
    hear(wire);
  };
  const disconnect = (): void => {
    clearTimeout(retry);
    stream?.close();
    stream = undefined;
  };
  const connect = (): void => {
    disconnect();
    if (!isLeader || stop.signal.aborted) return;
    const after = position();
    if (after === undefined) return;
    lastWord = performance.now();
    const opened = new EventSource(address(pathOf('command-center', 'live'), { after }), { withCredentials: true });
    stream = opened;
    for (const kind of ['frame', 'heartbeat'] as const)
      opened.addEventListener(kind, (event: MessageEvent<string>) => tell({ kind, id: event.lastEventId, data: event.data }));
    opened.addEventListener('reset', () => {
      disconnect();
      tell({ kind: 'reset' });
    });
    opened.onerror = () => {
      if (opened.readyState !== EventSource.CLOSED || stream !== opened) return;
      retry = setTimeout(connect, retryMs[Math.min(failures++, retryMs.length - 1)]);
    };
  };
  const watch = setInterval(() => {
    if (isLeader && stream && performance.now() - lastWord > silenceMs) connect();
  }, 1000);
  const lead = (): void => {
    isLeader = true;
    connect();
  };

  if (channel) channel.onmessage = ({ data }: MessageEvent<Wire>) => !isLeader && hear(data);
  if (channel && 'locks' in navigator)
    navigator.locks
      .request(`anju.live.${person}`, { signal: stop.signal }, () => {
        lead();
        return new Promise<void>((release) => stop.signal.addEventListener('abort', () => release()));
      })
      .catch(() => undefined);
  else lead();

  return {
    reopen: connect,
    close: () => {
      stop.abort();
      clearInterval(watch);
      disconnect();
      channel?.close();
    },
  };
}
