/**
 * Most roles of an app share a few trust policies, so what was found about a document is kept for the next role with the same document.
 *
 * That is right only if the audit depended on nothing else, so what it reads is recorded. If it read only the document, the account, the
 * region and the partition, the result holds for every role there. If it also read properties of the role, it holds for every role with the
 * same values; if it read the template around the document, it holds for the roles of that template.
 */
import { AuditSubject } from './assess';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';

/** Where the roles with a document differ in more ways than this, each further one is checked again. */
const MAX_ANSWERS = 8;
/** An organization can have any number of different documents: those that were not used for the longest time are forgotten. */
const MOST_DOCUMENTS = 4_000;

export class AuditMemory<Result> {
  private readonly anywhere = new LatestDocuments<Remembered<Result>[]>();
  private readonly inTemplate = new WeakMap<DeployTimeContext, LatestDocuments<Remembered<Result>[]>>();

  constructor(private readonly audit: (subject: AuditSubject) => Result) { }

  /** @param subject whose document is JSON, as templates hold it */
  public resultOf(subject: AuditSubject): Result {
    const { document, context } = subject;
    const { account, region, partition } = context;
    const text = JSON.stringify(document) ?? '';
    const key = `${account} ${region} ${partition} ${text}`;
    const known = this.anywhere.get(key) ?? this.inTemplate.get(context)?.get(text);
    const same = known?.find(({ answers }) => answers.every(([property, value]) => answer(subject.role, property) === value));
    if (same !== undefined) return same.result;
    const access = new AccessRecorder();
    const result = this.audit(access.watchSubject(subject));
    if (access.canBeRepeated && (known ?? []).length < MAX_ANSWERS) {
      const memory = access.leftDocument ? this.memoryOf(context) : this.anywhere;
      const memoryKey = access.leftDocument ? text : key;
      memory.set(memoryKey, [...memory.get(memoryKey) ?? [], { answers: [...access.answers], result }]);
    }
    return result;
  }

  private memoryOf(context: DeployTimeContext): LatestDocuments<Remembered<Result>[]> {
    const known = this.inTemplate.get(context) ?? new LatestDocuments<Remembered<Result>[]>();
    this.inTemplate.set(context, known);
    return known;
  }
}

/** A map that holds no more than a number of documents. */
class LatestDocuments<Value> {
  private readonly values = new Map<string, Value>();

  public get(key: string): Value | undefined {
    const value = this.values.get(key);
    // A map lists its keys in the order in which they were set.
    if (value !== undefined && this.values.size === MOST_DOCUMENTS) this.set(key, value);
    return value;
  }

  public set(key: string, value: Value): void {
    this.values.delete(key);
    const [oldest] = this.values.size === MOST_DOCUMENTS ? this.values.keys() : [];
    if (oldest !== undefined) this.values.delete(oldest);
    this.values.set(key, value);
  }
}

interface Remembered<Result> {
  /** The values of the properties of the role that the audit read. */
  readonly answers: readonly (readonly [property: string, value: string | undefined])[];
  readonly result: Result;
}

function answer(role: object | undefined, property: string): string | undefined {
  return JSON.stringify(role === undefined ? undefined : Reflect.get(role, property));
}

const PLACE: ReadonlySet<string | symbol> = new Set<keyof DeployTimeContext>(['account', 'region', 'partition']);

/** Records what an audit reads besides the document and its account, region and partition. */
class AccessRecorder {
  public readonly answers = new Map<string, string | undefined>();
  public canBeRepeated = true;
  /** Did it read the template around the document? */
  public leftDocument = false;

  public watchSubject(subject: AuditSubject): AuditSubject {
    const { role } = subject;
    const context = watch(subject.context, (property) => {
      if (!PLACE.has(property)) this.leftDocument = true;
    });
    const watchedRole = role && watch(role, (property) => {
      if (typeof property === 'string') this.answers.set(property, answer(role, property));
      else this.canBeRepeated = false;
    });
    const watched: AuditSubject = { document: subject.document, context, role: watchedRole };
    return watch(watched, (property) => {
      this.canBeRepeated &&= Object.hasOwn(watched, property);
    });
  }
}

/** Calls `look` for every property of the object that is read, and with a symbol when its names are listed. */
function watch<T extends object>(object: T, look: (property: string | symbol) => void): T {
  return new Proxy(object, {
    get: (target, property) => {
      look(property);
      return Reflect.get(target, property, target) as unknown;
    },
    has: (target, property) => {
      look(property);
      return Reflect.has(target, property);
    },
    ownKeys: (target) => {
      look(Symbol.iterator);
      return Reflect.ownKeys(target);
    },
  });
}
