/** A state machine that accepts the names of users and roles, with or without a path. A search for a name runs it beside its automata. */
import { TextGrammar } from './key-constraints/shortest-text';
import { isNameCharacter, LONGEST_NAME, LONGEST_PATH } from '../policy/iam-name';

/** The states. A number above zero counts the characters of the name after the last slash. */
const NOTHING = 0;
const BEHIND_A_SLASH = -1;
/** In a part that can only belong to a path: it contains a character that names cannot contain, or is too long. */
const IN_A_PATH = -2;
/** After a slash at the very beginning: a path has at least one character between its first slash, which is not read here, and its last. */
const BEHIND_A_LEADING_SLASH = -3;
const TOO_LONG = -4;

class NameGrammar implements TextGrammar {
  public readonly start = NOTHING;

  /** `countsCharacters`: a name has at most 64 characters. Counting them costs a search many more states. */
  public constructor(private readonly countsCharacters: boolean) {}

  public step(state: number, char: string, position: number): number {
    // The first slash of the path is not read here.
    if (state === TOO_LONG || (char === '/' && position + 2 > LONGEST_PATH)) return TOO_LONG;
    if (char === '/') return state === NOTHING ? BEHIND_A_LEADING_SLASH : BEHIND_A_SLASH;
    if (state === BEHIND_A_LEADING_SLASH || state === IN_A_PATH) return state;
    if (!isNameCharacter(char)) return IN_A_PATH;
    if (!this.countsCharacters) return 1;
    return state === LONGEST_NAME ? IN_A_PATH : Math.max(state, 0) + 1;
  }

  public accepts(state: number): boolean {
    return state > 0;
  }

  /** Only a slash ends a part that can only belong to a path; where characters are counted, it also restarts the count. */
  public expects(state: number): readonly string[] {
    return this.countsCharacters || state === IN_A_PATH || state === BEHIND_A_LEADING_SLASH ? ['/'] : [];
  }

  public allowsAnywhere(char: string): boolean {
    return isNameCharacter(char);
  }
}

export const NAMES_OF_ANY_LENGTH: TextGrammar = new NameGrammar(false);
export const NAMES: TextGrammar = new NameGrammar(true);
