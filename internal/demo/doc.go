// Package demo makes the province of January 2023 from a seed: its units,
// working groups, targets, and every household with its children, parents and
// visits, at scale 1 with the exact figures of the newspaper article that this
// house measures itself by.
//
// Words:
//
//   - A plan says how many: units, targets, and the four numbers of every
//     hamlet. It is made first, whole, without I/O.
//   - A census is the people of one hamlet. It needs the plan and the seed only,
//     so any hamlet can be made alone and comes out the same to the byte.
//   - A script is what one laptop wrote down about a census, act after act, with
//     the day and minute its clock showed.
//   - A stream is a script as signed blocks.
//
// Nothing here is put into a database behind the server's back: the records
// are blocks of seeded devices, pushed as any laptop pushes. The people are
// invented: names are drawn from frequencies, the last six digits of personal
// numbers from a range that small real ones do not reach, telephone numbers
// from a prefix without an operator. The package must not be used to invent
// records beside real ones: its device keys follow from the seed, so anybody
// can sign as them.
package demo
