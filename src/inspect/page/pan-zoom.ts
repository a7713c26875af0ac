/** Moves and zooms what is larger than the place it is seen in. Follows a target until somebody moves it by hand. */
import type { Box } from '../chart/chart.ts';

const LEAST = 0.15;
const MOST = 3;
/** Smaller than that nobody can read a name. */
const READABLE = 0.85;
const KEY_STEP = 60;
const KEY_ZOOM = 1.25;

export class PanZoom {
  readonly #port: HTMLElement;
  readonly #content: HTMLElement;
  #width = 1;
  #height = 1;
  #x = 0;
  #y = 0;
  #scale = 1;
  #aim: Box | undefined;
  #isFollowing = true;
  #isPlaced = false;

  constructor(port: HTMLElement, content: HTMLElement) {
    this.#port = port;
    this.#content = content;
    listenToKeys(port, this);
    listenToPointers(port, this);
    new ResizeObserver(() => {
      if (this.#isFollowing) this.#bringIntoView(false);
    }).observe(port);
  }

  /** How large the content is, in its own units; it is then shown as it fits best. */
  size(width: number, height: number): void {
    [this.#width, this.#height, this.#isPlaced, this.#isFollowing] = [width, height, false, true];
  }

  /** Where the target is; it is brought into view while it is followed. */
  target(box: Box): void {
    const isNew = this.#aim?.x !== box.x || this.#aim.y !== box.y;
    this.#aim = box;
    if (this.#isFollowing && (isNew || !this.#isPlaced)) this.#bringIntoView(this.#isPlaced);
    this.#isPlaced = true;
  }

  follow(): void {
    this.#isFollowing = true;
    this.#bringIntoView(true);
  }

  /** All of it at once. */
  fit(): void {
    const { clientWidth, clientHeight } = this.#port;
    this.#isFollowing = false;
    this.#scale = Math.min(1, clientWidth / this.#width, clientHeight / this.#height);
    this.#x = (clientWidth - this.#width * this.#scale) / 2;
    this.#y = (clientHeight - this.#height * this.#scale) / 2;
    this.#apply(true);
  }

  move(x: number, y: number): void {
    this.#isFollowing = false;
    this.#x += x;
    this.#y += y;
    this.#apply(false);
  }

  /** Around a place of the port; its middle, unless another is said. */
  zoom(factor: number, atX = this.#port.clientWidth / 2, atY = this.#port.clientHeight / 2): void {
    this.#isFollowing = false;
    const next = Math.min(MOST, Math.max(LEAST, this.#scale * factor));
    this.#x = atX - ((atX - this.#x) * next) / this.#scale;
    this.#y = atY - ((atY - this.#y) * next) / this.#scale;
    this.#scale = next;
    this.#apply(false);
  }

  #bringIntoView(isSmooth: boolean): void {
    const [wide, high] = [this.#port.clientWidth, this.#port.clientHeight];
    if (this.#aim === undefined || wide === 0) return;
    const { x, y, width, height } = this.#aim;
    // The whole width where that can be read; then only what is above and below has to be moved.
    const scale = Math.min(1, Math.max(READABLE, wide / this.#width));
    this.#scale = scale;
    const within = (place: number, room: number, all: number) =>
      all * scale <= room ? (room - all * scale) / 2 : Math.min(0, Math.max(room - all * scale, place));
    this.#x = within(wide / 2 - (x + width / 2) * scale, wide, this.#width);
    this.#y = within(high * 0.45 - (y + height / 2) * scale, high, this.#height);
    this.#apply(isSmooth);
  }

  #apply(isSmooth: boolean): void {
    this.#content.classList.toggle('smooth', isSmooth);
    this.#content.style.transform = `translate(${this.#x}px, ${this.#y}px) scale(${this.#scale})`;
  }
}

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [KEY_STEP, 0],
  ArrowRight: [-KEY_STEP, 0],
  ArrowUp: [0, KEY_STEP],
  ArrowDown: [0, -KEY_STEP],
};
const ZOOMS: Readonly<Record<string, number>> = { '+': KEY_ZOOM, '=': KEY_ZOOM, '-': 1 / KEY_ZOOM };

function listenToKeys(port: HTMLElement, panZoom: PanZoom): void {
  port.addEventListener('keydown', (event) => {
    const [move, zoom] = [MOVES[event.key], ZOOMS[event.key]];
    if (move !== undefined) panZoom.move(...move);
    else if (zoom !== undefined) panZoom.zoom(zoom);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

type Point = { readonly x: number; readonly y: number };

/** One pointer moves, two zoom, a wheel does either. */
function listenToPointers(port: HTMLElement, panZoom: PanZoom): void {
  const pointers = new Map<number, Point>();
  port.addEventListener('wheel', (event) => onWheel(event, port, panZoom), { passive: false });
  port.addEventListener('pointerdown', (event) => {
    port.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  port.addEventListener('pointermove', (event) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const [other] = [...pointers].flatMap(([id, point]) => (id === event.pointerId ? [] : [point]));
    pointers.set(event.pointerId, now);
    if (other === undefined) panZoom.move(now.x - before.x, now.y - before.y);
    else pinch(port, panZoom, [before, now], other);
  });
  for (const over of ['pointerup', 'pointercancel'] as const) {
    port.addEventListener(over, (event) => pointers.delete(event.pointerId));
  }
}

function onWheel(event: WheelEvent, port: HTMLElement, panZoom: PanZoom): void {
  event.preventDefault();
  if (!event.ctrlKey && !event.metaKey) return panZoom.move(-event.deltaX, -event.deltaY);
  const { left, top } = port.getBoundingClientRect();
  panZoom.zoom(Math.exp(-event.deltaY / 200), event.clientX - left, event.clientY - top);
}

function pinch(port: HTMLElement, panZoom: PanZoom, [before, now]: readonly [Point, Point], other: Point): void {
  const far = (point: Point) => Math.hypot(point.x - other.x, point.y - other.y);
  const { left, top } = port.getBoundingClientRect();
  if (far(before) > 0) panZoom.zoom(far(now) / far(before), (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
}
