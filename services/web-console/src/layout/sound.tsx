/**
 * A sound while a suspected major hazard waits for the desk, for whoever can acknowledge it. Browsers play nothing before a
 * person has touched the page, so there is a button to turn it on, one to test it, and a sign while it is still blocked.
 * The tone is made on the spot: two soft notes every four seconds.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import { Button, Popover, Slider } from 'antd';
import { hazardOperations } from '@anju/contracts/hazard-operations';
import type { HazardSummary } from '@anju/contracts/hazards';
import { useLive } from '../live/use-live.js';
import { useMe } from '../session.js';
import { change, settings, useSettings } from '../settings.js';
import { useT } from '../words/i18n.js';
import { mayCall } from './entries.js';

let audio: AudioContext | undefined;
const everyMs = 4000;

function chime(volume: number): void {
  audio ??= new AudioContext();
  void audio.resume();
  [880, 659.25].forEach((pitch, i) => {
    const tone = audio!.createOscillator();
    const gain = audio!.createGain();
    const start = audio!.currentTime + i * 0.22;
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(volume * 0.5, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.4);
    tone.connect(gain).connect(audio!.destination);
    tone.start(start);
    tone.stop(start + 0.42);
  });
}

export function useUnacknowledged(): HazardSummary[] {
  const { hazards } = useLive();
  return useMemo(() => [...hazards.values()].filter((hazard) => hazard.class === 'SUSPECTED_MAJOR' && !hazard.acknowledgedAt), [hazards]);
}

/** The alarm itself: sound, the title of the tab, and a spoken summary for screen readers. */
export function Alarm() {
  const t = useT();
  const me = useMe();
  const { sound } = useSettings();
  const waiting = useUnacknowledged();
  const isMine = mayCall(hazardOperations.acknowledgeHazard, me.role);
  const known = useRef<Set<string> | undefined>(undefined);
  const [news, setNews] = useState('');
  const { status } = useLive();
  useEffect(() => {
    if (status !== 'live') return;
    const fresh = known.current ? waiting.filter(({ id }) => !known.current!.has(id)).length : 0;
    known.current = new Set(waiting.map(({ id }) => id));
    if (fresh > 0) setNews(t('live.announceNew', { n: fresh }));
  }, [waiting, status, t]);
  useEffect(() => {
    document.title = isMine && waiting.length > 0 ? `(${waiting.length}) ${t('app.name')}` : t('app.name');
  }, [waiting.length, isMine, t]);
  const rings = sound && isMine && waiting.length > 0;
  useEffect(() => {
    if (!rings) return;
    const ring = (): void => {
      if (audio || navigator.userActivation?.hasBeenActive) chime(settings().volume);
    };
    ring();
    const timer = setInterval(ring, everyMs);
    return () => clearInterval(timer);
  }, [rings]);
  return (
    <div className="sr-only" role="status" aria-live="assertive">
      {isMine ? news : ''}
    </div>
  );
}

export function SoundControl() {
  const t = useT();
  const me = useMe();
  const { sound, volume } = useSettings();
  const [touched, setTouched] = useState(navigator.userActivation?.hasBeenActive ?? true);
  useEffect(() => {
    const onTouch = (): void => setTouched(true);
    window.addEventListener('pointerdown', onTouch, { once: true });
    window.addEventListener('keydown', onTouch, { once: true });
    return () => {
      window.removeEventListener('pointerdown', onTouch);
      window.removeEventListener('keydown', onTouch);
    };
  }, []);
  if (!mayCall(hazardOperations.acknowledgeHazard, me.role)) return null;
  const isBlocked = sound && !touched;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="sound">
          <p>{t('sound.text')}</p>
          <Button
            type={sound ? 'default' : 'primary'}
            block
            onClick={() => {
              change({ sound: !sound });
              if (!sound) chime(volume);
            }}
          >
            {t(sound ? 'sound.disable' : 'sound.enable')}
          </Button>
          <div className="sound-row">
            <span>{t('sound.volume')}</span>
            <Slider
              min={0}
              max={1}
              step={0.1}
              value={volume}
              tooltip={{ open: false }}
              ariaLabelForHandle={t('sound.volume')}
              onChange={(value) => change({ volume: value })}
            />
            <Button onClick={() => chime(volume)}>{t('sound.test')}</Button>
          </div>
        </div>
      }
    >
      <button type="button" className={`chip ${isBlocked ? 'is-warn' : ''}`}>
        <span className="muted">{t('sound.label')}</span>
        <span className="strong">{isBlocked ? t('sound.needed') : t(sound ? 'sound.on' : 'sound.off')}</span>
      </button>
    </Popover>
  );
}
