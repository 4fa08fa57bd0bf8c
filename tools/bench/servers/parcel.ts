// What travels in the rows of messaging: 1 KB as JSON.

export interface Parcel {
  parcelId: string
  number: number
  note: string
}

const note = 'x'.repeat(945)

/** One of a thousand keys in turn. */
export const parcelOf = (number: number): Parcel => ({
  parcelId: `0198f3c2-7a10-7c3e-9b1d-${String(number % 1_000).padStart(12, '0')}`,
  number,
  note,
})
