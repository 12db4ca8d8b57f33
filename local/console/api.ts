/**
 * What the console's server and its page tell each other, all in JSON. Times are milliseconds since 1970. This file holds nothing but
 * types, so that the page gets nothing of the server.
 */

/** How a request came in. */
export type Way = 'http' | 'queue' | 'bus';

/**
 * What has become of a request so far. `running`: a function has it. `waiting`: it is on its queue, and will be tried again.
 * `queued`: taken over HTTP for later. `refused`: our own validation, or a setting, said no; nothing was sent. The others are the outcomes.
 */
export type Fate =
  | 'running'
  | 'waiting'
  | 'queued'
  | 'accepted'
  | 'partial'
  | 'rejected'
  | 'deferred'
  | 'unknown'
  | 'refused'
  | 'planned';

/** How it ended on an app, or a project, so far. */
export interface AppOutcome {
  readonly app: string;
  readonly status: string;
  /** Recipients or users, over all calls. */
  readonly items: number;
  /** The name of the error, if all calls have the same. */
  readonly error?: string;
}

/** A request in the list. */
export interface RequestRow {
  /** API Gateway's id of the request, or SQS's of the message. */
  readonly id: string;
  readonly at: number;
  readonly way: Way;
  readonly capability: string;
  /** The name it has, if its caller gave it one. */
  readonly key?: string;
  readonly fate: Fate;
  /** What the HTTP caller was answered. */
  readonly status?: number;
  /** Whether the answer was one given before. */
  readonly isReplayed?: true;
  /** Why a message is a dead letter. */
  readonly reason?: string;
  readonly outcomes: readonly AppOutcome[];
  /** Calls to Batch; of a message, of all that travelled with it. */
  readonly calls: number;
  /** Invocations of a function. */
  readonly tries: number;
  /** When its fate was last heard of. */
  readonly endedAt?: number;
}

/** A request as it is looked at alone: what came, what went, and how it got there. */
export interface RequestDetail extends RequestRow {
  readonly asked: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly path?: string;
    readonly body: string;
  };
  readonly answer?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
  readonly story: readonly Try[];
}

/** One invocation of a function with the request in it. */
export interface Try {
  readonly invocation: string;
  readonly function: string;
  readonly at: number;
  readonly endedAt?: number;
  /** `lost`: the function was killed, or threw. */
  readonly end: 'running' | 'answered' | 'lost';
  readonly error?: string;
  /** How many messages the function had with it, this one included. */
  readonly together: number;
  /** How often the message had been received by then. */
  readonly receives?: number;
  /** When, after this try, the message is to be seen again. */
  readonly againAt?: number;
  readonly steps: readonly Step[];
}

/** What happened in an invocation, in the order in which it began. */
export type Step = LedgerStep | CallStep | AwsStep | WaitStep;

/** The ledger wrote something down about a part of a request. */
export interface LedgerStep {
  readonly kind: 'ledger';
  readonly at: number;
  readonly ms: number;
  readonly state: string;
  /** How many parts it was said of. */
  readonly parts: number;
  readonly items: number;
  /** False if somebody else had it: the condition failed. */
  readonly isTaken: boolean;
}

/** An exchange with Batch. */
export interface CallStep {
  readonly kind: 'call';
  /** Of all calls that the simulator has seen. */
  readonly number: number;
  readonly at: number;
  /** Undefined while it is under way. */
  readonly ms?: number;
  readonly app: string;
  readonly method: string;
  /** With the alias where a key stands. */
  readonly path: string;
  readonly status: number | null;
  readonly fault?: string;
  readonly isCarriedOut: boolean;
  readonly body: string;
  readonly answer: string;
}

/** What else was asked of AWS. */
export interface AwsStep {
  readonly kind: 'aws';
  readonly at: number;
  readonly ms: number;
  readonly action: string;
  /** Undefined where the service was down. */
  readonly status?: number;
}

/** Nothing happened on an app between two of its calls. */
export interface WaitStep {
  readonly kind: 'wait';
  readonly at: number;
  readonly ms: number;
  readonly app: string;
  /** The status that the call before it had. */
  readonly after: number | null;
}

/** A push that reached the simulator and was carried out. */
export interface PushSeen {
  /** Of the call that brought it. */
  readonly number: number;
  readonly at: number;
  readonly app: string;
  /** How many people, and the first of them. */
  readonly people: number;
  readonly firstPeople: readonly string[];
  readonly groupId: string;
  /** The request that asked for it; left out where several travelled together and it may have been any of them. */
  readonly request?: string;
  readonly push: Push;
}

/** What a phone is told: the members of a push by Batch's own names. */
export interface Push {
  readonly message?: { readonly title?: string; readonly body: string };
  readonly push_type?: 'alert' | 'background';
  readonly media?: {
    readonly icon?: string;
    readonly picture?: string;
    readonly audio?: string;
    readonly video?: string;
  };
  readonly deeplink?: string;
  readonly priority?: string;
  readonly gcm_collapse_key?: { readonly enabled: boolean; readonly key?: string };
  readonly landing?: object;
  readonly custom_payload?: string;
}

/** A queue of a capability, or what else the stack has queues for, and the dead letters beside it. */
export interface QueueRow {
  readonly name: string;
  /** If it is one of a capability. */
  readonly capability?: string;
  readonly ready: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** When the next message that nobody sees now will be seen. */
  readonly nextAt?: number;
  readonly deadLetters: number;
}

/** One of the last minutes, in slices of `FIGURE_MS`: what the functions' metrics counted, over all apps. */
export interface FigurePoint {
  readonly at: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly unknown: number;
  readonly throttled: number;
  readonly calls: number;
  /** Of Batch's answers, in milliseconds; undefined without calls. */
  readonly p50?: number;
  readonly p99?: number;
}

/** A fault that waits for calls, as `/_simulator/faults` has it. That of an outage is not among them. */
export interface PendingFault {
  readonly id: number;
  readonly kind: string;
  readonly app?: string;
  readonly endpoint?: string;
  readonly left: number | 'always';
}

/** What goes wrong just now, because it was asked for. */
export interface Trouble {
  readonly faults: readonly PendingFault[];
  /** Services of AWS that the functions can't reach, as policies call them. */
  readonly down: readonly string[];
  /** Whether the function that makes the next call is killed in it. */
  readonly isKilling: boolean;
  /** Until when Batch is down, if it is for a while. */
  readonly outageUntil?: number;
}

/** A bulk that was started while this stack ran. */
export interface BulkRow {
  readonly id: string;
  readonly at: number;
  /** What `GET /bulk/{id}` answered last. */
  readonly look?: Readonly<Record<string, unknown>>;
}

/** What never changes while the stack runs. */
export interface About {
  readonly apps: readonly string[];
  readonly projects: readonly string[];
  readonly capabilities: readonly CapabilityRow[];
  /** For the curl that a request is copied as. */
  readonly url: string;
  readonly isSigned: boolean;
  /** The name of the stack's event bus. */
  readonly bus: string;
  readonly scenes: readonly SceneRow[];
  readonly faults: readonly FaultRow[];
  /** Those of the simulator, by the names that faults have for them. */
  readonly faultEndpoints: readonly string[];
  readonly services: readonly ServiceRow[];
}

/** What of a capability the page shows. */
export interface CapabilityRow {
  readonly name: string;
  readonly summary: string;
  readonly method: string;
  readonly path: string;
  /** Those that take requests from outside: queues of the gateway's own are for itself. */
  readonly waysIn: readonly ('http' | 'queue')[];
  readonly detailType: string;
  readonly effect: string;
  readonly isDryRunnable: boolean;
  readonly example: Readonly<Record<string, unknown>>;
  /** The example without its list, if a file may bring that. */
  readonly bulkExample?: Readonly<Record<string, unknown>>;
}

/** A fault that the simulator of Batch knows. */
export interface FaultRow {
  readonly kind: string;
  readonly title: string;
  readonly watchFor: string;
  /** The member that it can't do without. */
  readonly needs?: 'delayMs' | 'status';
}

/** A service of AWS that can seem down. */
export interface ServiceRow {
  /** As policies call it. */
  readonly service: string;
  readonly title: string;
  readonly watchFor: string;
}

/** A scene that can be played: `GET /_console/api/scenes` has them all. */
export interface SceneRow {
  readonly name: string;
  readonly title: string;
  /** What to look at while it plays. */
  readonly watchFor: string;
}

/** `POST /_console/api/scenes/{name}`: answered once its last step has ended. */
export interface SceneDone {
  readonly name: string;
  readonly steps: readonly StepDone[];
  readonly isAsItMust: boolean;
}

/** How a request of a scene ended. */
export interface StepDone {
  readonly asked: string;
  /** Its id in the list of requests. */
  readonly request: string;
  readonly ms: number;
  /** The calls, in words. */
  readonly reached: readonly string[];
  /** What its caller was told, or what became of the message. */
  readonly answered: readonly string[];
  readonly isAsItMust: boolean;
}

/** The events of `GET /_console/api/live` by their names. Each list but `requests` and `pushes` comes whole. */
export interface LiveEvents {
  /** First of all: forget what you have. */
  readonly about: About;
  /** New ones, and those that changed; by `id`. */
  readonly requests: readonly RequestRow[];
  /** The latest last. */
  readonly pushes: readonly PushSeen[];
  readonly queues: readonly QueueRow[];
  readonly figures: readonly FigurePoint[];
  readonly trouble: Trouble;
  readonly bulks: readonly BulkRow[];
}

/** What the phones of a person got, the latest last: `GET /_console/api/person/{id}`. */
export interface Person {
  readonly id: string;
  readonly pushes: readonly PushSeen[];
}

/** One page of what the simulator holds: `GET /_console/api/held/{kind}?of=&search=&from=`. */
export interface HeldPage {
  readonly total: number;
  readonly from: number;
  /** Rows of a page. */
  readonly most: number;
  readonly rows: readonly HeldRow[];
}

/** A campaign, a user, a profile, or an event. */
export interface HeldRow {
  /** A campaign's token; of all else a person's custom id. */
  readonly id: string;
  /** The app or project. */
  readonly of: string;
  readonly held: unknown;
}

export type HeldKind = 'campaigns' | 'users' | 'profiles' | 'events';

/** A dead letter: `GET /_console/api/letters/{capability}`. */
export interface LetterRow {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly detail: string;
  readonly sentAt: number;
  readonly since: number;
  readonly bytes: number;
  readonly body: string;
  /** Those that would not leave it where it is. */
  readonly actions: readonly LetterAction[];
}

export type LetterAction = 'retry' | 'resend' | 'discard';

/** `POST /_console/api/letters/{capability}`. */
export interface LettersOrder {
  readonly action: LetterAction;
  readonly ids: readonly string[];
}

/** How far it came. */
export interface LettersDone {
  readonly done: number;
  /** Letters that the action leaves where they are, or that are not there any more. */
  readonly left: number;
  /** What went wrong, in words. */
  readonly troubles: readonly string[];
}

/** `POST /_console/api/send`: a request as composed, by the way that is asked for. */
export interface SendOrder {
  readonly capability: string;
  readonly way: Way;
  readonly request: Readonly<Record<string, unknown>>;
  readonly key?: string;
  readonly isDryRun?: boolean;
}

/** `POST /_console/api/files?name=`, with the file as the body: where it is now, for `file.key` of `bulk-start`. */
export interface FileKept {
  readonly key: string;
}

/** What came back: of a queue or the bus its id alone. */
export interface SendDone {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** `POST /_console/api/trouble`: any of these. Faults go to `/_simulator/faults`. */
export interface TroubleOrder {
  readonly service?: string;
  readonly isDown?: boolean;
  readonly isKilling?: boolean;
  /** How long Batch is to be down from now on, in seconds; 0 ends it. */
  readonly outageSeconds?: number;
}
