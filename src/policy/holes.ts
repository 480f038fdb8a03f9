/** What the value of a hole can be: which characters it may hold, and whether it is an account or an issuer. */
import { Hole, HoleKind } from './partly-known-text';
import { holdsCharacter } from './text-shape';

export function unknownHole(id: string, what: string): Hole {
  return { kind: 'unknown', id, what };
}

const ISSUER = 'issuer: ';

export function issuerHole(kind: HoleKind, id: string, what: string): Hole {
  return { kind, id: `${ISSUER}${id}`, what };
}

/** A cluster makes its issuer up; it is none that anybody has written out. */
export function isIssuerOfCluster({ kind, id }: Hole): boolean {
  return kind === 'own-name' && id.startsWith(ISSUER);
}

/** What values of the narrow kinds are made of. An issuer holds no colon: IAM refuses a URL with a port. */
const ALPHABETS: Readonly<Record<Exclude<HoleKind, 'unknown'>, RegExp>> = {
  'own-account': /[0-9]/,
  'partition': /[a-z-]/,
  'region': /[a-z0-9-]/,
  'url-suffix': /[a-z0-9.-]/,
  'own-name': /[^:*?/]/,
};

/** May the value of a hole contain this character? */
export function mayContain(hole: Hole, character: string): boolean {
  if (hole.id.startsWith(ISSUER)) return character !== ':';
  if (hole.kind === 'unknown') return hole.shape === undefined || holdsCharacter(hole.shape.characters, character);
  return ALPHABETS[hole.kind].test(character);
}

/** Whatever its value will be, nothing in it stands for other text: it holds no wildcard and no policy variable. */
export function isPlainText(hole: Hole): boolean {
  if (hole.kind !== 'unknown') return true;
  return hole.shape !== undefined && !['*', '?', '$'].some((character) => holdsCharacter(hole.shape!.characters, character));
}

/** Is its value the twelve digits of an account? */
export function isAccountId({ kind, shape }: Hole): boolean {
  if (kind !== 'unknown') return kind === 'own-account';
  return shape !== undefined && shape.min === 12 && shape.max === 12 && !shape.characters.others && /^[0-9]*$/.test(shape.characters.ascii);
}
