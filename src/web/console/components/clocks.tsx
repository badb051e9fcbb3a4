/** @jsxImportSource react */
import { useEffect, useState } from 'react';
import { useDeskView } from './desk-context';
import { clockText } from '../state/clock-text';

/** The server's time in ms, once a second. */
export function useServerNow(): number {
  const { clockOffsetMs } = useDeskView();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now + clockOffsetMs;
}

/** Now in ms, good to the minute: for texts that change with the day. */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** How long something has lasted, counting on. */
export function Elapsed({ since, until }: { since: number; until?: number }) {
  const now = useServerNow();
  return <span className="clock">{clockText((until ?? now) - since)}</span>;
}
