/** A name for an earlier value that is not taken: `clf_old`, then `clf_old2`. */
export function otherName(name: string, taken: readonly string[]): string {
  let other = `${name}_old`;
  for (let count = 2; taken.includes(other); count++) {
    other = `${name}_old${count}`;
  }
  return other;
}

/** Python that gives a value of a checkpoint. */
export function loaderOf(ref: string, name: string): string {
  const id = /^[0-9a-f]{64}$/.test(ref) ? ref.slice(0, 12) : ref;
  const quoted = [id, name].map(one => JSON.stringify(one)).join(', ');
  return `import jupyter_mm as mm; ${name} = mm.get(${quoted})`;
}

/** The last word of a type, which is the one that people use: `DataFrame`. */
export function shortType(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
