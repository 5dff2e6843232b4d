// A short sound, made by the browser itself: two soft notes.

const NOTES_HZ = [660, 880];
const NOTE_S = 0.16;
const LOUDNESS = 0.06;

/** @type {AudioContext | null} */
let audio = null;

/** Plays it; a browser in which nobody has clicked yet stays silent. */
export function beep() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  const { destination, currentTime } = audio;
  NOTES_HZ.forEach((frequency, index) => {
    const begin = currentTime + index * NOTE_S;
    const tone = new OscillatorNode(/** @type {AudioContext} */ (audio), { type: "sine", frequency });
    const loudness = new GainNode(/** @type {AudioContext} */ (audio), { gain: 0 });
    loudness.gain.setValueAtTime(LOUDNESS, begin);
    loudness.gain.exponentialRampToValueAtTime(LOUDNESS / 100, begin + NOTE_S);
    tone.connect(loudness).connect(destination);
    tone.start(begin);
    tone.stop(begin + NOTE_S);
  });
}
