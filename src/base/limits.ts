/**
 * Every bound of the core, with its unit and its reason. A number that guards memory, time or grammar against a hostile
 * peer lives here and nowhere else.
 */

/** Bounds of one stanza as text and as a tree. */
export interface XmlLimits {
  /**
   * UTF-16 units. Servers default to 64 KiB to 512 KiB a stanza; a session-initiate with 40 candidates is under 20 k.
   */
  readonly characters: number;
  /** Nested elements. A carbon of an archived session-initiate with OMEMO is 14 deep. */
  readonly depth: number;
  readonly elements: number;
  /** Attributes of one element, namespace declarations included. Jingle's largest has 14. */
  readonly attributes: number;
  /** Namespace declarations of one element. */
  readonly namespaceDeclarations: number;
  /**
   * UTF-16 units of one namespace name; XMPP's longest have under 100. Written out at every change of namespace, a long
   * one behind a short prefix would make a small stanza a large one.
   */
  readonly namespaceCharacters: number;
  /** UTF-16 units of one element or attribute name. */
  readonly nameCharacters: number;
  /** UTF-16 units of one attribute value. */
  readonly valueCharacters: number;
}

export const XML_LIMITS: XmlLimits = {
  characters: 262_144,
  depth: 64,
  elements: 4_096,
  attributes: 64,
  namespaceDeclarations: 32,
  namespaceCharacters: 256,
  nameCharacters: 256,
  valueCharacters: 65_536,
};

/** Bounds of the words by which stanzas, sessions and contents are named. UTF-16 units all. */
export const IDENTIFIER_LIMITS = {
  /** A UUID has 36 and the longest seen 44; ids are kept for the length of a call and compared. */
  sessionIdCharacters: 256,
  /** Becomes an SDP `mid`, which RTP header extensions carry in full. Seen: `audio`, `video`, `0`, a UUID. */
  contentNameCharacters: 64,
  /** RFC 6120 sets none; servers and clients use up to 64. Held while an answer is awaited. */
  stanzaIdCharacters: 1_024,
} as const;

/** Bounds of one `<jingle/>` or JMI element. */
export const JINGLE_LIMITS = {
  /** Contents of one element, and so media sections of one SDP. A call has two; a third for a shared screen. */
  contents: 16,
  /** Groups of one element: `BUNDLE` and `LS`, once each, in practice. */
  groups: 4,
  /** UTF-16 units of a reason's text, which people read; the rest is cut off. */
  reasonTextCharacters: 512,
  /** UTF-16 units of a short word of a closed grammar: dispositions, group semantics. */
  wordCharacters: 64,
} as const;

/** Bounds of questions about what we can do. */
export const DISCO_LIMITS = {
  /** UTF-16 units of a node. Ours has a URI and a hash: less than 100. */
  nodeCharacters: 1_023,
} as const;

/** Bounds of one RTP description. Each entry becomes a line of SDP. */
export const RTP_LIMITS = {
  /** There are 128 numbers (RFC 3550 #5.1); browsers offer about 50 for video. */
  payloadTypes: 128,
  /** Parameters of one payload type. H.264 and AV1 have up to 6. */
  parameters: 32,
  /** Feedback kinds of one payload type or description. Browsers offer 6. */
  feedback: 32,
  /** Browsers offer about 15. */
  headerExtensions: 64,
  /** Sources of one description; simulcast with repair needs 6. */
  sources: 64,
  /** Attributes of one source: cname, msid, mslabel, label. */
  sourceParameters: 16,
  sourceGroups: 32,
  /** Sources named by one group: 2 for FID, 3 for SIM. */
  sourcesOfGroup: 16,
  /** UTF-16 units of a codec's, parameter's or feedback's name. */
  nameCharacters: 64,
  /** UTF-16 units of one parameter value. Theora's `configuration`, in base64, is the longest in use. */
  parameterValueCharacters: 4_096,
  /** UTF-16 units of a header extension's URI. The longest registered has 73. */
  uriCharacters: 256,
  /** Hz: the largest of a 32-bit unsigned number, as the schema of XEP-0167 has it. */
  clockRate: 4_294_967_295,
  channels: 255,
  /** Milliseconds of media in one packet, and between two RTCP reports. */
  packetMs: 65_535,
  intervalMs: 4_294_967_295,
  /** The largest synchronisation source: 32 bits unsigned. RFC 3550 #5.1. */
  ssrc: 4_294_967_295,
} as const;

/** Bounds of one ICE-UDP transport. RFC 8839 #5. */
export const ICE_LIMITS = {
  /** Candidates of one element, unusable ones included; each can cost connectivity checks. Seen: 40. */
  candidates: 64,
  /**
   * Fingerprints of one transport. One is right; a few more are read, so that the caller can say which rule they break.
   */
  fingerprints: 8,
  options: 8,
  /** UTF-16 units of one ICE option's name. `renomination` has 12. */
  optionCharacters: 32,
  /** ice-chars. RFC 8839 #5.4. */
  ufragCharacters: { least: 4, most: 256 },
  pwdCharacters: { least: 22, most: 256 },
  /** ice-chars. RFC 8839 #5.1. */
  foundationCharacters: 32,
  /** UTF-16 units of a candidate's `id`; a UUID has 36. */
  candidateIdCharacters: 128,
  /** RFC 8445 #5.1.2: 31 bits. */
  priority: 2_147_483_647,
  /** WebRTC counts restarts, XEP-0176 has one octet; and a network is an interface's number. */
  generation: 65_535,
  network: 65_535,
} as const;

/** Bounds of OMEMO elements. XEP-0384 0.3.0. */
export const OMEMO_LIMITS = {
  /** A device id is 31 bits, and not 0. */
  deviceId: 2_147_483_647,
  /** A prekey's number is 32 bits in the Signal protocol's messages. */
  preKeyId: 4_294_967_295,
  /** Keys of one message, one per device. A call's has one; the rest is read so that it can be refused by name. */
  keys: 32,
  /** Bytes of one encrypted key. A PreKeyWhisperMessage around 32 bytes has 180. */
  keyBytes: 1_024,
  /** Bytes of the payload. The longest fingerprint, SHA-512's, has 191. */
  payloadBytes: 4_096,
  /** Devices of one account. Seen: 30, of testers. */
  devices: 512,
  /** Prekeys of one bundle. Clients publish 100; some 200. */
  preKeys: 512,
} as const;

/** Bounds of publish-subscribe and archive elements, which servers send in the account's or a contact's name. */
export const PUBSUB_LIMITS = {
  /** UTF-16 units of a node, an item id or an archive id. */
  idCharacters: 1_024,
  /** Items of one answer or notification. What the core asks for has one. */
  items: 256,
  publishOptions: 32,
  /** UTF-16 units of one option's name or value. */
  optionCharacters: 1_024,
  /** Messages that an archive counts in one answer. */
  archiveCount: 4_294_967_295,
} as const;

/** Bounds of OMEMO sessions. Time is that of Node 20 on a small server core. */
export const OMEMO_SESSION_LIMITS = {
  /**
   * Chain steps computed before a message's MAC is checked, over all sessions tried. A step takes 4 us, so a forged
   * message costs 5 ms at most; an honest gap is what a device missed while it was away.
   */
  derivedKeys: 1_000,
  /** Skipped message keys kept in one session, 50 bytes each in the record: as many as one message may skip. */
  skippedKeys: 1_000,
  /** Receiving chains kept beside the current one. Five round trips late is later than any stream can deliver. */
  oldChains: 5,
  /**
   * Sessions kept with one device. Both sides starting at once makes two; each further one costs a forged message
   * 0.15 ms, because it might be meant for any of them.
   */
  sessionsOfDevice: 8,
  /** Session records held decoded, 10 kB each. A call talks to one device. */
  decodedRecords: 32,
  /** Identity keys remembered of one device id. An honest device has one for life. */
  identityKeysOfDevice: 8,
  /** One-time prekeys in the own bundle. XEP-0384 0.3.0 #usecases-announcing recommends as many. */
  preKeys: 100,
  /**
   * Milliseconds that a used one-time prekey opens anything: ten minutes. Whoever fetched the bundle before the next
   * one was published has sent by then; until it is gone, who steals it and the signed one can read what began with
   * it. It goes as the bundle is taken, or with the next first message.
   */
  usedPreKeyAgeMs: 600_000,
  /** Used prekeys kept, the newest: as many as a bundle has. */
  usedPreKeys: 100,
  /** Starts with one of them. Of 50 who begin at once, more than five hardly ever take the same of a hundred. */
  startsOfPreKey: 8,
  /**
   * Milliseconds until the own signed prekey is replaced: 30 days. A message in its first session can be read later by
   * who steals it, until it is gone. X3DH #4.2 says once a week, or once a month.
   */
  signedPreKeyAgeMs: 30 * 86_400_000,
  /** Own signed prekeys kept beside the current one, for messages under way when it was replaced: two months' worth. */
  oldSignedPreKeys: 2,
  /** The largest own prekey id. libsignal-protocol-c takes 32 bits, some others read them as signed. */
  ownPreKeyId: 0x7fff_ffff,
} as const;

/** Bounds of what the own server names in STUN and TURN servers. */
export const EXTERNAL_SERVICE_LIMITS = {
  /** Seen: 8, of one relay in each way. */
  services: 64,
  /** RFC 1035 #2.3.4. */
  hostCharacters: 255,
  /** UTF-16 units of a name or password. A time-limited one of TURN has 30. */
  secretCharacters: 512,
} as const;

/** Servers handed to one media engine. Each is asked for candidates, and browsers warn from five on. */
export const MAX_ICE_SERVERS = 16;

// Calls

/**
 * Calls of one account at a time. An embedder's own load is far below; a stranger's proposes are bounded by the next.
 */
export const MAX_CALLS = 20_000;

/** Deadlines of one call at a time. A call prepares with two, one within the other, and else waits for one thing. */
export const MAX_TIMERS_OF_CALL = 5;

/** Calls of one account that ring here unanswered. A flood of proposes costs no more memory than this many. */
export const MAX_RINGING_CALLS = 32;

/** Of these, calls of accounts that may not see our presence: strangers must not keep a contact's call from ringing. */
export const MAX_SILENT_CALLS = 16;

/**
 * Ids of what is over, kept against replays of its propose; of contacts and of strangers so many each. Against a server
 * that replays older ones there is no help here: it can make a phone ring with an invented propose as well.
 */
export const MAX_REMEMBERED_CALLS = 1_024;

/** Jingle messages of ours in one call, as a snapshot may name them. A call sends up to five. */
export const MAX_OWN_MESSAGES = 64;

/** What an engine says of its connection before the call asks for it. It has reason to say two things. */
export const MAX_HELD_FACTS = 16;

/** Own requests that wait for an answer, none of them longer than its deadline. Past it the oldest counts as lost. */
export const MAX_PENDING_REQUESTS = 100_000;

/** Milliseconds a deadline may be away: what a timer of any JavaScript engine can count, 31 bits. */
export const MAX_DEADLINE_MS = 2_147_483_647;

/** Milliseconds from 1970 that a clock may show, in either direction: what a `Date` can. */
export const MAX_CLOCK_MS = 8_640_000_000_000_000;

/**
 * Calls of an archive that are gathered until its answer ends, and words about one of them. A busy week has a hundred
 * calls, and a call has three words.
 */
export const MAX_PAST_CALLS = 1_024;
export const MAX_WORDS_OF_PAST_CALL = 8;

/** Stanzas held while the connection is lost. A call sends a few a second at most, and ends within its deadlines. */
export const MAX_HELD_STANZAS = 10_000;

/** Candidates held per direction before they can be used. Browsers gather 5 to 40. */
export const MAX_HELD_CANDIDATES = 64;

/** The same over all calls of an account: what its contacts can make it keep, 20 MB. */
export const MAX_HELD_CANDIDATES_OF_ACCOUNT = 80_000;

/** Candidates of one peer that reach the media engine over a whole call. Each is an address that we then send to. */
export const MAX_REMOTE_CANDIDATES = 256;

/** ICE restarts of one call by its peer. Each may bring `MAX_REMOTE_CANDIDATES` addresses; a journey has a few. */
export const MAX_RESTARTS_BY_PEER = 64;

/**
 * How often the account's device list is put right because another client changed it: so many times within so many
 * milliseconds. Two clients that undo each other's list would otherwise keep the server busy for ever.
 */
export const DEVICE_LIST_REPAIRS = { most: 4, withinMs: 3_600_000 } as const;

/** A scanned `xmpp:` URI. The largest QR code holds 4,296 letters and digits, fifty keys. */
export const MAX_VERIFICATION_URI_CHARACTERS = 8_192;

// The command line

/**
 * Bytes of one line of JSON, its end not counted. Thirty stanzas of the largest size the core reads, back to back; a
 * stored account with a full store of sessions.
 */
export const MAX_INPUT_LINE_BYTES = 8 * 1_024 * 1_024;

/** Effects of one entry of a recorded trace that is read. The longest step of any machine has a dozen. */
export const MAX_TRACED_EFFECTS = 64;
