// What the desk lets be heard: ok = one short high tone, look = two, stop = one long low, a double = a soft tick; and few words aloud.
// Made by the browser itself; where it cannot, the desk is silent and says so on screen by colour all the same.
import type { Sound } from '../../gen/types.ts';

interface Tone {
  readonly hertz: number;
  readonly fromMs: number;
  readonly ms: number;
  readonly loud: number;
}

export const TONES: Readonly<Record<Sound, readonly Tone[]>> = {
  ok: [{ hertz: 1_760, fromMs: 0, ms: 90, loud: 0.25 }],
  look: [
    { hertz: 988, fromMs: 0, ms: 110, loud: 0.3 },
    { hertz: 988, fromMs: 190, ms: 110, loud: 0.3 },
  ],
  stop: [{ hertz: 196, fromMs: 0, ms: 900, loud: 0.5 }],
  tick: [{ hertz: 2_600, fromMs: 0, ms: 18, loud: 0.08 }],
};

let context: AudioContext | undefined;

export function play(sound: Sound): void {
  if (!('AudioContext' in globalThis)) return;
  context ??= new AudioContext();
  // A page may only sound after a key was pressed in it; the first scan is such a key.
  if (context.state === 'suspended') void context.resume();
  for (const tone of TONES[sound]) {
    const from = context.currentTime + tone.fromMs / 1_000;
    const to = from + tone.ms / 1_000;
    const voice = new OscillatorNode(context, { frequency: tone.hertz, type: sound === 'stop' ? 'square' : 'sine' });
    const volume = new GainNode(context, { gain: 0 });
    // A tone that begins or ends at once clicks.
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(tone.loud, from + 0.005);
    volume.gain.setValueAtTime(tone.loud, to - 0.01);
    volume.gain.linearRampToValueAtTime(0, to);
    voice.connect(volume).connect(context.destination);
    voice.start(from);
    voice.stop(to);
  }
}

export const canSpeak = (): boolean => 'speechSynthesis' in globalThis;

export function say(text: string, language: string): void {
  if (!canSpeak()) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(text);
  words.lang = language;
  words.rate = 1.15;
  speechSynthesis.speak(words);
}
