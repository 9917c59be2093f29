/** How well a text fits what was typed, and which of its letters (by index) were typed. */
export interface FuzzyMatch {
  readonly score: number;
  readonly marks: readonly number[];
}

const START = 8;
const RUN = 5;
const LETTER = 1;

/**
 * Looks for every typed word in a text, in any order: its letters in sequence, not necessarily side by side, best
 * where words begin. Null where one of them is not found; without any word everything fits alike.
 */
export function fuzzyMatch(query: string, text: string): FuzzyMatch | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  let score = 0;
  const marks: number[] = [];
  for (const word of words) {
    const found = matchWord(word, text.toLowerCase());
    if (!found) return null;
    score += found.score;
    marks.push(...found.marks);
  }
  return { score, marks: [...new Set(marks)].sort((a, b) => a - b) };
}

/** The best way to find the letters of a word in sequence, or null. */
function matchWord(word: string, text: string): FuzzyMatch | null {
  // best[j]: the best match of the letters so far, the last one of them at text[j].
  let best: (FuzzyMatch | null)[] = Array.from(text, (letter, at) =>
    letter === word[0] ? { score: worth(text, at), marks: [at] } : null,
  );
  for (const letter of word.slice(1)) {
    let before: FuzzyMatch | null = null;
    const next: (FuzzyMatch | null)[] = [];
    for (let at = 0; at < text.length; at++) {
      const beside: FuzzyMatch | null = (at > 0 && best[at - 1]) || null;
      const isFound = text[at] === letter;
      next.push(isFound ? better(then(beside, text, at, RUN), then(before, text, at, 0)) : null);
      before = better(before, beside);
    }
    best = next;
  }
  return best.reduce(better, null);
}

function then(
  match: FuzzyMatch | null,
  text: string,
  at: number,
  bonus: number,
): FuzzyMatch | null {
  if (!match) return null;
  return { score: match.score + bonus + worth(text, at), marks: [...match.marks, at] };
}

const better = (a: FuzzyMatch | null, b: FuzzyMatch | null): FuzzyMatch | null =>
  b && (!a || b.score > a.score) ? b : a;

const worth = (text: string, at: number): number =>
  LETTER + (at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]!) ? START : 0);
