/** Nothing that a call needs is forgotten when a snapshot is taken. */
import { describe, expect, test } from 'vitest';
import { fieldsIn } from './kept-fields.ts';
import { codeFiles } from './project.ts';

const PORT = 'given to every process anew';
const SETTLED = 'of what is under way, and a snapshot is taken while nothing is';

/** What a snapshot does not hold, and why the next process does not miss it. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  'AccountCalls#environment': PORT,
  'AccountCalls#index': 'writes itself',
  'AccountCalls#settings': PORT,

  'Alarms#takenAtMs': 'of the snapshot before, and used up once its deadlines have begun',
  'Alarms#restored': 'empty once the deadlines of a snapshot have begun',

  'Call.role': 'the machine says it',
  'Call#environment': PORT,
  'Call#abandoned': 'an abandoned call is in no snapshot',

  'CallCandidates#room': 'counted again by what the calls hold',

  'ChangeRequests#requests': PORT,
  'CallChanges#environment': PORT,
  'CallChanges#trace': PORT,
  'CallChanges#isOver': 'only of a call that has ended',

  'CallIndex#calls': 'the call manager asks each of them',
  'CallIndex#ofContact': 'follows from the calls',
  'CallIndex#messages': 'each call has the ids of its own',
  'CallIndex#ringing': 'follows from the states of the calls',

  'CallManager.changes': 'holds nothing',
  'CallManager#settings': PORT,

  'CallMedia#environment': PORT,
  'CallMedia#call': 'follows from the names of the call',
  'CallMedia#tell': 'a way to the call',
  'CallMedia#closed': 'only of a call that has ended',
  'CallMedia#orders': SETTLED,

  'CallOmemo#environment': PORT,
  'CallOmemo#omemo': PORT,
  'CallOmemo#isBundleAskedAgain': 'at worst the bundle is asked for once more',
  'CallOmemo#call': 'among the names of the call',
  'CallOmemo#tell': 'a way to the call',
  'CallOmemo#latest': SETTLED,

  'CallPeer.account': 'follows from the address',
  'CallReporting#environment': PORT,
  'CallReporting#names': 'its parent writes them',
  'CallReporting#call': 'a way to the call',

  'CallSettings#options': PORT,

  'CallTimers#alarms': PORT,
  'CallTimers#delayOf': PORT,
  'CallTimers#ring': 'a way to the call',

  'CallWire#environment': PORT,
  'CallWire#address': 'a way to the names of the call',

  'CandidateExchange#parts': 'the other parts of the call, which write themselves',

  'ChangeCommands#find': 'a way to the calls',

  'ChangeFingerprints#call': 'a way to the call',
  'ChangeFingerprints#media': 'its parent writes it',
  'ChangeFingerprints#tell': 'a way to the call',
  'ChangeFingerprints#proved': SETTLED,
  'ChangeFingerprints#encrypted': SETTLED,

  'ChangeMedia#options': PORT,
  'ChangeMedia#pending': 'its parent writes it',
  'ChangeMedia#latest': SETTLED,
  'ChangeMedia#agreed': SETTLED,
  'ChangeMedia#restarts': SETTLED,

  'ChangePlane#environment': PORT,
  'ChangePlane#call': 'a way to the call',
  'ChangePlane#tell': 'a way to the machine',
  'ChangePlane.owesRestartAnswer': 'a way to the machine, which remembers it',
  'ChangePlane#wire': 'holds nothing but the wire of the call',
  'ChangePlane#fingerprints': SETTLED,
  'ChangePlane#answer': SETTLED,

  'ChangeWire#wire': 'the wire of the call, which writes itself',

  'ChangesValidator#followed': 'of whoever reads a trace, and no part of a call manager',
  'ChangesValidator#begins': 'of whoever reads a trace, and no part of a call manager',

  'Connection#send': PORT,
  'Connection#account': 'the snapshot is named for it',

  'DataPlane#environment': PORT,
  'DataPlane#tell': 'a way to the call',
  'DataPlane#encrypted': SETTLED,

  'DirectCalls#environment': PORT,
  'DirectCalls#index': 'writes itself',
  'DirectCalls#settings': PORT,
  'DirectCalls#calls': 'holds nothing but the rest',

  'ExternalServices#options': PORT,
  'ExternalServices#server': 'follows from the account',
  'ExternalServices#services': 'asked for again: its passwords are in no snapshot',
  'ExternalServices#isAsking': 'asked for again',

  'HeldRoom#left': 'counted again by what the calls hold',

  'OwnDevice#environment': PORT,
  'OwnDevice#isStale': PORT,
  'OwnDevice#isKeptUp': 'set again by `start`',
  'OwnDevice#repairs': 'at worst a few repairs more',

  'PastCalls#environment': PORT,
  'PastCalls#index': 'writes itself',
  'PastCalls#settings': PORT,
  'PastCalls#proposals': 'holds nothing but the rest',
  'PastCalls#ownAccount': 'follows from the account',

  'PeerDescription#accepted': SETTLED,
  'PeerDescription#sealed': SETTLED,

  'Proposals#environment': PORT,
  'Proposals#index': 'writes itself',
  'Proposals#settings': PORT,
  'Proposals#calls': 'holds nothing but the rest',

  'RecentKeys#room': 'a bound',

  'Requests#options': PORT,
  'Requests#closed': 'a closed account is in no snapshot',

  'TraceValidator#changes': 'of whoever reads a trace, and no part of a call manager',
  'TraceValidator#followed': 'of whoever reads a trace, and no part of a call manager',
  'TraceValidator#begins': 'of whoever reads a trace, and no part of a call manager',
  'TraceValidator#entries': 'of whoever reads a trace, and no part of a call manager',

  'Turns#stepping': 'a snapshot is taken between steps',
  'Turns#draining': 'a snapshot is taken between steps',
  'Turns#waiting': 'a snapshot is taken between steps',
  'Turns#thrown': 'a snapshot is taken between steps',

  'WorkInProgress#running': SETTLED,
};

const fields = codeFiles()
  .filter(({ path }) => path.startsWith('src/call/'))
  .flatMap(fieldsIn);

describe('a call manager', () => {
  test('writes each field of each of its parts into a snapshot, or says here why it need not be kept', () => {
    expect(fields.length).toBeGreaterThan(50);
    const forgotten = fields.filter(({ name, isWritten }) => !isWritten && !Object.hasOwn(NOT_KEPT, name));
    expect(forgotten.map(({ name }) => name)).toEqual([]);
  });

  test('excuses no field here that is written, or is not there', () => {
    const unwritten = new Set(fields.flatMap(({ name, isWritten }) => (isWritten ? [] : [name])));
    expect(Object.keys(NOT_KEPT).filter((name) => !unwritten.has(name))).toEqual([]);
  });
});

describe('fieldsIn', () => {
  test('finds the fields of a class, and which of them its own writing asks for', () => {
    const text = `
      export class Memory {
        static readonly shared = new Memory();
        readonly size = 1;
        #kept = new Map<string, number>();
        #lost = 0;
        #elsewhere = 0;
        write() { return [...this.#kept].map(([name]) => ({ name, size: this.size })); }
        #other() { return this.#elsewhere; }
      }`;
    expect(fieldsIn({ path: 'src/a.ts', text })).toEqual([
      { name: 'Memory.size', isWritten: true },
      { name: 'Memory#kept', isWritten: true },
      { name: 'Memory#lost', isWritten: false },
      { name: 'Memory#elsewhere', isWritten: false },
    ]);
  });
});
