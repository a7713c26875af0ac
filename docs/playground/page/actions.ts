/** What the buttons do, and what the address of the page then says. */
import type { Policy } from '../../../machines/context.ts';
import type { TrustLevel } from '../../../src/omemo/port.ts';
import type { MediaKinds } from '../../../src/stanzas/jingle.ts';
import { play } from '../stories/player.ts';
import { writeLink } from '../stories/link.ts';
import type { Link } from '../stories/link.ts';
import { storyNamed } from '../stories/stories.ts';
import type { Seat } from '../world/seat.ts';
import type { SeatName } from '../world/world-events.ts';
import type { World } from '../world/world.ts';
import type { PageState } from './state.ts';

export interface ActionsOptions {
  readonly state: () => PageState;
  readonly update: (changed: Partial<PageState>) => void;
  /** 1 as people read. */
  readonly pace: number;
}

const THEMES = ['auto', 'light', 'dark'] as const;

export class Actions {
  readonly #options: ActionsOptions;
  #story = new AbortController();

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  /** Does what a link says. */
  async follow(link: Link): Promise<void> {
    if (link.story !== undefined) return this.play(link.story);
    this.#leave();
    for (const name of ['romeo', 'juliet'] as const) this.#setPolicy(name, link[name]);
    await this.#turn(link.switches);
  }

  play(id: string): void {
    const story = storyNamed(id);
    if (story === undefined) return;
    const { update, pace } = this.#options;
    this.#story.abort();
    this.#story = new AbortController();
    const { signal } = this.#story;
    this.#address({ story: id });
    update({ rows: [] });
    void play({ world: this.#world, story, signal, pace, tell: (telling) => update({ telling }) });
  }

  leaveStory(): void {
    this.#byHand(() => undefined);
  }

  call(from: 'juliet' | 'romeo', media: MediaKinds): void {
    this.#byHand((world) => world.call(from, media));
  }

  cross(): void {
    this.#byHand((world) => world.cross(['audio', 'video']));
  }

  // Taking a call, hanging up and comparing keys are part of a story: it takes them for its own.
  accept(name: SeatName): void {
    this.#seat(name)?.accept();
  }

  reject(name: SeatName): void {
    this.#seat(name)?.reject();
  }

  hangUp(name: SeatName): void {
    this.#seat(name)?.hangUp();
  }

  decide(name: SeatName, level: TrustLevel): void {
    void this.#seat(name)?.decide(level);
  }

  setPolicy(name: SeatName, policy: Policy): void {
    this.#byHand(() => this.#setPolicy(name === 'romeo' ? 'romeo' : 'juliet', policy));
  }

  toggle(id: string): void {
    const { switchedOn } = this.#world;
    this.#leave();
    const ids = switchedOn.includes(id) ? switchedOn.filter((each) => each !== id) : [...switchedOn, id];
    void this.#turn(ids).then(() => this.#address({}));
  }

  toggleTablet(): void {
    this.#byHand((world) => {
      if (world.seats.has('tablet')) world.leave('tablet');
      else void world.enter('tablet').then(() => this.#options.update({}));
    });
  }

  forgeTerminate(): void {
    this.#byHand((world) => world.forgeTerminate());
  }

  clearLane(): void {
    this.#options.update({ rows: [] });
  }

  nextTheme(): void {
    const { state, update } = this.#options;
    const theme = THEMES[(THEMES.indexOf(state().theme) + 1) % THEMES.length] ?? 'auto';
    document.documentElement.dataset['theme'] = theme;
    update({ theme });
  }

  toggleSound(): void {
    const { state, update } = this.#options;
    update({ isLoud: !state().isLoud });
  }

  get #world(): World {
    return this.#options.state().world;
  }

  #seat(name: SeatName): Seat | undefined {
    return this.#world.seats.get(name);
  }

  /** Juliet's devices have one policy: it is she who decides. */
  #setPolicy(name: 'juliet' | 'romeo', policy: Policy): void {
    for (const seat of this.#world.seats.values()) {
      if ((seat.name === 'romeo') === (name === 'romeo')) seat.policy = policy;
    }
  }

  #address(link: Partial<Link>): void {
    const policyOf = (name: SeatName) => this.#seat(name)?.policy ?? 'opportunistic';
    const now = { switches: this.#world.switchedOn, romeo: policyOf('romeo'), juliet: policyOf('juliet') };
    history.replaceState(null, '', writeLink({ story: undefined, ...now, ...link }));
  }

  #leave(): void {
    this.#story.abort();
    this.#options.update({ telling: undefined });
  }

  /** Whoever does something leaves the tour: the story would go on in another world than it tells of. */
  #byHand(act: (world: World) => unknown): void {
    this.#leave();
    act(this.#world);
    this.#address({});
    this.#options.update({});
  }

  async #turn(ids: readonly string[]): Promise<void> {
    const world = this.#world;
    for (const id of world.switchedOn) if (!ids.includes(id)) world.turnOff(id);
    for (const id of ids) await world.turnOn(id);
    this.#options.update({});
  }
}
