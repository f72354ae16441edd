// Package viet knows how Vietnamese is written: it cleans text, makes the keys
// by which names are compared, searched and sorted, repairs what old fonts left
// in spreadsheets, composes Telex and VNI, and reads and writes numbers and
// dates as the offices of the province do.
//
// Its words:
//
//   - display: what people see; Clean makes it and nothing else may change it,
//     since a name belongs to the paper it stands on.
//   - key: a folded copy for machines, never shown, never stored over a name.
//     MatchKey says «the same spelling», LooseKey «perhaps the same», SearchKey
//     serves one who types without marks, SortKey and LabelKey order lists.
//   - plain letter: a letter without its tone (ê, ơ, đ are plain; ế is not).
//   - syllable: onset + nucleus + coda, with one tone on the nucleus.
//
// Everything here is a pure function of its arguments, safe for concurrent use,
// and total: hostile input gives an error or comes back as it was. The package
// does no I/O, knows no record and imports nothing else of the house.
//
// Stored keys depend on the tables of this package alone, not on the version of
// a collation library, so two laptops of different releases sort alike.
package viet
