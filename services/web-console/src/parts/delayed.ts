/** A value that has stood still for a while: asks the server when typing pauses, not at every key. */
import { useEffect, useState } from 'react';

export function useDelayed<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
