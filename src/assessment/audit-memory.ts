/**
 * Most roles of an app share a few trust policies, so what was found about a document is kept for the next role with the same.
 *
 * That is right only if nothing else decided about it. So the audit is watched. One that looked at the document, the account, the
 * region and the partition alone goes the same way for every role of that place; one that asked for properties of the role itself,
 * for every role that gives the same answers; one that looked at the template around it, for the roles of that template.
 */
import { AuditSubject } from './assess';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';

/** A document about which the roles give more different answers than this is judged anew for each further one. */
const MAX_ANSWERS = 8;

export class AuditMemory<Result> {
  private readonly anywhere = new Map<string, Remembered<Result>[]>();
  private readonly inTemplate = new Map<DeployTimeContext, Map<string, Remembered<Result>[]>>();

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
    const looks = new Looks();
    const result = this.audit(looks.watchSubject(subject));
    if (looks.canBeRepeated && (known ?? []).length < MAX_ANSWERS) {
      const memory = looks.leftDocument ? this.memoryOf(context) : this.anywhere;
      const memoryKey = looks.leftDocument ? text : key;
      memory.set(memoryKey, [...memory.get(memoryKey) ?? [], { answers: [...looks.answers], result }]);
    }
    return result;
  }

  private memoryOf(context: DeployTimeContext): Map<string, Remembered<Result>[]> {
    const known = this.inTemplate.get(context) ?? new Map<string, Remembered<Result>[]>();
    this.inTemplate.set(context, known);
    return known;
  }
}

interface Remembered<Result> {
  /** What the role said of its properties, those that somebody asked for. */
  readonly answers: readonly (readonly [property: string, value: string | undefined])[];
  readonly result: Result;
}

function answer(role: object | undefined, property: string): string | undefined {
  return JSON.stringify(role === undefined ? undefined : Reflect.get(role, property));
}

const PLACE: ReadonlySet<string | symbol> = new Set<keyof DeployTimeContext>(['account', 'region', 'partition']);

/** What an audit looks at beside the document and its place. */
class Looks {
  public readonly answers = new Map<string, string | undefined>();
  public canBeRepeated = true;
  /** Did it look at the template around the document? */
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

/** Tells of every look at the object; of one at all of it by a symbol. */
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
