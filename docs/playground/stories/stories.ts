/** The five stories of the tour. What they say of a call is what the tests find at its end. */
import type { Story } from './story.ts';
import { accept, bothTalk, isQuiet, rings, stageOf } from './acts.ts';

const AUDIO_VIDEO = ['audio', 'video'] as const;

export const STORIES: readonly Story[] = [
  {
    id: 'honest',
    title: 'An honest call',
    lead: 'What a call says over the server before it begins, and what of that OMEMO protects.',
    policy: 'opportunistic',
    beats: [
      {
        say: "Romeo calls. His phone asks all of Juliet's devices through the server: may I call you?",
        act: (world) => world.call('romeo', AUDIO_VIDEO),
        until: rings('juliet'),
      },
      {
        say:
          'Juliet takes the call. With her answer her phone names its OMEMO device: from now on the ' +
          'call belongs to that device alone.',
        act: accept('juliet'),
        until: bothTalk,
      },
      {
        say:
          'Each phone sent the fingerprint of its certificate encrypted, and media runs on just ' +
          'these certificates. Whoever holds the key below, and nobody else, is at the other end.',
      },
      {
        say:
          'The verdict names the key that vouches for the call. Nobody has compared it yet, so ' +
          'trust is blind. Compare the groups of eight, and press “They match”.',
        act: async (world) => {
          await world.seats.get('romeo')?.decide('verified');
        },
      },
    ],
  },
  {
    id: 'listens',
    title: 'The server listens in',
    lead: 'OMEMO is optional in the draft. This is what a server can make of that, and what the two are told.',
    policy: 'opportunistic',
    beats: [
      {
        say:
          "The server takes the OMEMO device out of Juliet's answer. To Romeo it looks like a phone " +
          'without OMEMO, and the call goes on in the clear.',
        act: async (world) => {
          await world.turnOn('strip-device');
          world.call('romeo', AUDIO_VIDEO);
        },
        until: rings('juliet'),
      },
      { say: 'Juliet takes the call, and the server sits down in the middle.', act: accept('juliet'), until: bothTalk },
      {
        say: 'It sees and hears both. But no phone shows a shield: both say that nobody vouches for this call.',
        until: (world) => (world.heard?.romeo ?? 0) > 0 && (world.heard?.juliet ?? 0) > 0,
      },
      {
        say: 'They hang up and try again, this time with the policy “require”: no call without OMEMO.',
        act: (world) => {
          world.seats.get('romeo')?.hangUp();
          for (const seat of world.seats.values()) seat.policy = 'require';
        },
        until: isQuiet,
      },
      { say: 'Romeo calls again.', act: (world) => world.call('romeo', AUDIO_VIDEO), until: rings('juliet') },
      {
        say: 'The same trick, and no call: Romeo’s phone refuses an answer that names no device.',
        act: accept('juliet'),
        until: isQuiet,
      },
    ],
  },
  {
    id: 'cheats',
    title: 'The server cheats more cleverly',
    lead: 'Four ways to smuggle another certificate into an encrypted call, and what each one fails at.',
    policy: 'opportunistic',
    beats: [
      ...attempt(
        'swap-fingerprint',
        'It swaps the encrypted fingerprint for its own, in the clear. What was promised ' +
          'encrypted has to come encrypted.',
      ),
      ...attempt(
        'plain-beside-encrypted',
        'It leaves the encrypted one alone and puts its own beside it. Exactly one fingerprint ' +
          'counts, whatever its kind.',
      ),
      ...attempt(
        'mixed-contents',
        'It leaves the audio encrypted and swaps the video. One content does not vouch for another.',
      ),
      ...attempt(
        'other-device',
        'It lets a stolen device of Juliet’s encrypt the certificate: real keys, real OMEMO, and ' +
          'not the device that took the call.',
      ),
      { say: 'Four calls, none of which came about. A refusal is loud; being listened to would not have been.' },
    ],
  },
  {
    id: 'devices',
    title: 'Two devices ring',
    lead: 'Juliet has a phone and a tablet. Both ring; one answers; the call belongs to it.',
    policy: 'opportunistic',
    beats: [
      {
        say: 'Juliet’s tablet is on as well. Romeo calls her account, not a device.',
        act: async (world) => {
          await world.enter('tablet');
          world.call('romeo', AUDIO_VIDEO);
        },
        until: (world) => rings('juliet')(world) && rings('tablet')(world),
      },
      {
        say: 'She takes it on the tablet. The phone sees that in its copy of the answer, and stops ringing.',
        act: accept('tablet'),
        until: (world) => stageOf(world, 'tablet') === 'talking' && stageOf(world, 'juliet') === 'ended',
      },
      {
        say:
          'Romeo’s verdict names the tablet’s device and key. Whatever the phone, or somebody in ' +
          'its name, says now changes nothing.',
      },
    ],
  },
  {
    id: 'crossing',
    title: 'Both call at once',
    lead: 'Two proposals cross on the way. Each phone decides alone, and both have to decide the same.',
    policy: 'opportunistic',
    beats: [
      {
        say:
          'They press “call” in the same moment. Neither phone asks anybody: the lower of the two ' +
          'ids goes on, the other call is taken back.',
        act: (world) => world.cross(AUDIO_VIDEO),
        until: bothTalk,
      },
      { say: 'One call, nobody had to answer, and it is authenticated like any other: both wanted it.' },
    ],
  },
];

export function storyNamed(id: string): Story | undefined {
  return STORIES.find((story) => story.id === id);
}

/** The server tries one thing, and the call is refused. */
function attempt(id: string, say: string): Story['beats'] {
  return [
    {
      say,
      act: async (world) => {
        for (const other of world.switchedOn) world.turnOff(other);
        await world.turnOn(id);
        world.call('romeo', AUDIO_VIDEO);
      },
      until: rings('juliet'),
    },
    { say: 'Juliet takes the call: refused.', act: accept('juliet'), until: isQuiet },
  ];
}
