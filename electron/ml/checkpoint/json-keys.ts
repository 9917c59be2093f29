/**
 * How many keys all objects of a valid JSON text have together, repeated ones included. JSON.parse
 * keeps only the last of equal keys; comparing the counts shows that there were any.
 */
export function countJsonKeys(json: string): number {
  let keys = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (inString) {
      if (character === '\\') i++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === ':') keys++;
  }
  return keys;
}
