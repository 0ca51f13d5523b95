/**
 * The value that a share of the numbers lies below: the number at place `floor(share * n)` (counted from 0) of the
 * sorted numbers, at most the last. Quickselect: linear time where sorting a map of 224 x 224 pixels would be felt.
 * @param values - at least one number; put into another order
 * @param share - 0 to 1
 */
export function quantileInPlace(values: Float32Array, share: number): number {
  const place = Math.min(Math.floor(share * values.length), values.length - 1);
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swapped = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swapped;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
