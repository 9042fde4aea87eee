import { plainText } from '../../util/plain-text.ts';

/** Zero-width characters, and the selectors that choose the picture of a mark. */
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]|\p{VS}/gu;
/** Box drawing and blocks. */
const BOXES = /[\u2500-\u259f]/g;
const OPENING = /[【〔〖〚⟦「『]/g;
const CLOSING = /[】〕〗〛⟧」』]/g;

/**
 * The normal form of a text, in which spellings of the same words are equal: without escape
 * sequences and boxes, full-width forms as narrow ones, brackets as `[` and `]`, and white space of
 * any kind and length as one space. Upper case stays: `FAIL` is a label, and `fail` can be prose.
 */
export function normaliseText(text: string): string {
  return plainText(text)
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .replace(BOXES, ' ')
    .replace(OPENING, '[')
    .replace(CLOSING, ']')
    .replace(/\s+/g, ' ')
    .trim();
}
