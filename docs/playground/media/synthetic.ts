/** What the two send without a camera or a microphone: a moving picture with a name on it, and a soft tone. */
import type { MediaKinds } from '../../../src/stanzas/jingle.ts';

const WIDTH = 320;
const HEIGHT = 200;
const FRAMES_PER_S = 15;
const VOLUME = 0.04;
const INITIAL_FONT = 'bold 64px system-ui, sans-serif';

interface Picture {
  readonly canvas: HTMLCanvasElement;
  readonly stop: () => void;
}

/** A canvas that `draw` paints again and again. */
function movingPicture(draw: (context: CanvasRenderingContext2D, seconds: number) => void): Picture {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws no canvas');
  draw(context, 0);
  const began = performance.now();
  const timer = setInterval(() => draw(context, (performance.now() - began) / 1_000), 1_000 / FRAMES_PER_S);
  return { canvas, stop: () => clearInterval(timer) };
}

/** Somebody's picture: a colour, an initial, and a ring that turns so that one sees it live. */
export function portrait(name: string, colour: string): (context: CanvasRenderingContext2D, seconds: number) => void {
  return (context, seconds) => {
    const [x, y] = [WIDTH / 2, HEIGHT / 2 - 8];
    const paint = Object.assign(context, { fillStyle: colour });
    paint.fillRect(0, 0, WIDTH, HEIGHT);
    Object.assign(paint, { fillStyle: 'rgb(255 255 255 / 20%)', strokeStyle: 'white', lineWidth: 5 });
    paint.beginPath();
    paint.arc(x, y, 62 + 5 * Math.sin(seconds * 3), 0, 2 * Math.PI);
    paint.fill();
    paint.beginPath();
    paint.arc(x, y, 76, seconds * 2, seconds * 2 + 1.4);
    paint.stroke();
    Object.assign(paint, { fillStyle: 'white', textAlign: 'center', textBaseline: 'middle', font: INITIAL_FONT });
    paint.fillText(name.slice(0, 1), x, y + 4);
  };
}

/** What is sent of a picture and a tone, as `BrowserMediaOptions.addMedia` wants it. */
export function sender(
  draw: () => (context: CanvasRenderingContext2D, seconds: number) => void,
  frequencyHz: number,
): (connection: RTCPeerConnection, kinds: MediaKinds) => Promise<() => void> {
  return async (connection, kinds) => {
    const stops: (() => void)[] = [];
    for (const kind of kinds) {
      const { track, stop } = kind === 'audio' ? await toneTrack(frequencyHz) : pictureTrack(draw());
      connection.addTrack(track);
      stops.push(stop);
    }
    return () => {
      for (const stop of stops) stop();
    };
  };
}

function pictureTrack(draw: (context: CanvasRenderingContext2D, seconds: number) => void) {
  const { canvas, stop } = movingPicture(draw);
  const [track] = canvas.captureStream(FRAMES_PER_S).getVideoTracks();
  if (track === undefined) throw new Error('this browser makes no video of a canvas');
  return { track, stop: () => (stop(), track.stop()) };
}

async function toneTrack(frequencyHz: number) {
  const context = new AudioContext();
  const oscillator = new OscillatorNode(context, { frequency: frequencyHz });
  const gain = new GainNode(context, { gain: VOLUME });
  const destination = new MediaStreamAudioDestinationNode(context);
  oscillator.connect(gain).connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  if (track === undefined) throw new Error('this browser makes no track of a tone');
  // Without a click on the page it may not run yet; packets of silence are sent all the same.
  void context.resume();
  return { track, stop: () => (track.stop(), void context.close()) };
}
