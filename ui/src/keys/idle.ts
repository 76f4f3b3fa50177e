// Tells when nobody has used the page for a while, by hand on mouse, keys, wheel or screen. What happens then is not decided here.

export interface Idle {
  /** Minutes without use. */
  minutes(): number;
  isOn(): boolean;
  idle(): void;
  /** The page was used since the last call, at most once a minute. */
  used(): void;
}

const LOOK_MS = 5_000;
const TELL_MS = 60_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Starts looking; the answer stops it. */
export function startIdle(idle: Idle, now: () => number = () => Date.now()): () => void {
  let usedAt = now();
  let toldAt = usedAt;
  const sign = (): void => {
    // Whoever comes back to a machine that slept finds it locked, before their first move counts.
    look();
    usedAt = now();
  };
  const look = (): void => {
    if (!idle.isOn()) {
      usedAt = now();
      toldAt = usedAt;
      return;
    }
    if (now() - usedAt >= idle.minutes() * 60_000) {
      idle.idle();
      return;
    }
    if (usedAt > toldAt && now() - toldAt >= TELL_MS) {
      toldAt = now();
      idle.used();
    }
  };
  for (const name of SIGNS) window.addEventListener(name, sign, { capture: true, passive: true });
  const timer = setInterval(look, LOOK_MS);
  return () => {
    clearInterval(timer);
    for (const name of SIGNS) window.removeEventListener(name, sign, { capture: true });
  };
}
