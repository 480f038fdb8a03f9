/**
 * Finds dynamic references: at deployment, CloudFormation replaces `{{resolve:ssm:/path}}` in any string of a template.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
import { holeFrom } from '../policy/holes';
import { Hole, PartlyKnownText, piecesOf, textOf, TextPiece } from '../policy/partly-known-text';

const OPENING = '{{resolve:';
const CLOSING = '}}';

/** Replaces each dynamic reference in a text by a hole, including one that `Fn::Sub` or `Fn::Join` composes. */
export function withDynamicReferences(text: PartlyKnownText): PartlyKnownText {
  if (typeof text === 'string' ? !text.includes(OPENING) : !text.some((piece) => typeof piece === 'string' && piece.includes(OPENING))) {
    return text;
  }
  const done: (PartlyKnownText | Hole)[] = [];
  let rest: readonly TextPiece[] = piecesOf(text);
  for (;;) {
    const opening = positionOf(OPENING, rest);
    const closing = opening && positionOf(CLOSING, rest, opening);
    if (!opening || !closing) return textOf([...done, rest]);
    const end = { piece: closing.piece, character: closing.character + CLOSING.length };
    done.push(cut(rest, START, opening), holeFrom({ kind: 'dynamic-reference', reference: cut(rest, opening, end) }));
    rest = piecesOf(cut(rest, end));
  }
}

interface Position { readonly piece: number; readonly character: number }

const START: Position = { piece: 0, character: 0 };

function positionOf(wanted: string, pieces: readonly TextPiece[], from: Position = START): Position | undefined {
  for (let index = from.piece; index < pieces.length; index += 1) {
    const piece = pieces[index];
    const character = typeof piece === 'string' ? piece.indexOf(wanted, index === from.piece ? from.character : 0) : -1;
    if (character >= 0) return { piece: index, character };
  }
  return undefined;
}

function cut(pieces: readonly TextPiece[], from: Position, to?: Position): PartlyKnownText {
  return textOf(pieces.slice(from.piece, to && to.piece + 1).map((piece, index) => {
    if (typeof piece !== 'string') return piece;
    const start = index === 0 ? from.character : 0;
    return to && from.piece + index === to.piece ? piece.slice(start, to.character) : piece.slice(start);
  }));
}
