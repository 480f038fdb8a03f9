/** Makes holes, and answers what their values can be: which characters they can contain, and whether one is an account or an issuer. */
import { describeOrigin, idOf, Issuer, Origin } from './origin';
import { Hole, HoleKind } from './partly-known-text';
import { holdsCharacter } from './text-shape';

/** What else is known about the value of a hole. */
export type HoleTraits = Pick<Hole, 'guests' | 'shape' | 'pieces'>;

/** The hole for a value of this origin. */
export function holeFrom(origin: Origin, kind: HoleKind = 'unknown', traits?: HoleTraits): Hole {
  const hole = new HoleOfOrigin(origin, kind);
  return traits === undefined ? hole : Object.assign(hole, traits);
}

class HoleOfOrigin implements Hole {
  public readonly id: string;
  public readonly what: string;
  readonly #origin: Origin;

  constructor(origin: Origin, public readonly kind: HoleKind) {
    this.#origin = origin;
    this.id = idOf(origin);
    this.what = describeOrigin(origin);
  }

  /** Not part of the JSON by which policies are compared: the id, which is shorter, is enough there. */
  public get origin(): Origin {
    return this.#origin;
  }
}

/** A cluster gets its own issuer, which no template contains. */
export function isIssuerOfCluster(hole: Hole): hole is Hole & { readonly origin: Issuer } {
  return hole.kind === 'own-name' && hole.origin.kind === 'issuer';
}

/** The characters in values of the narrow kinds. An issuer contains no colon: IAM rejects a URL with a port. */
const ALPHABETS: Readonly<Record<Exclude<HoleKind, 'unknown'>, RegExp>> = {
  'own-account': /[0-9]/,
  'partition': /[a-z-]/,
  'region': /[a-z0-9-]/,
  'url-suffix': /[a-z0-9.-]/,
  'own-name': /[^:*?/]/,
};

/** Can the value of a hole contain this character? */
export function mayContain(hole: Hole, character: string): boolean {
  if (hole.origin.kind === 'issuer') return character !== ':';
  if (hole.kind === 'unknown') return hole.shape === undefined || holdsCharacter(hole.shape.characters, character);
  return ALPHABETS[hole.kind].test(character);
}

/** Whatever its value will be, it contains no wildcard and no policy variable. */
export function isPlainText(hole: Hole): boolean {
  if (hole.kind !== 'unknown') return true;
  return hole.shape !== undefined && !['*', '?', '$'].some((character) => holdsCharacter(hole.shape!.characters, character));
}

/** Is its value the twelve digits of an account? */
export function isAccountId({ kind, shape }: Hole): boolean {
  if (kind !== 'unknown') return kind === 'own-account';
  return shape !== undefined && shape.min === 12 && shape.max === 12 && !shape.characters.others && /^[0-9]*$/.test(shape.characters.ascii);
}
