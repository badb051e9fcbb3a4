import { linkPieces } from '../link-pieces';

/** A text with its line breaks; addresses become links. Nothing in it is ever read as markup. */
export function RichText({ text }: { text: string }) {
  return (
    <p class="text">
      {linkPieces(text).map((piece, index) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </p>
  );
}
