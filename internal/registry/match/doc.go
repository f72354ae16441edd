// Package match tells whether two records may be the same child.
//
// Words:
//
//   - A sketch is what is compared of a record, folded once.
//   - A key is a folded fact that two records of one child share unless several
//     of their facts are wrong at once. Keys find the few records worth
//     comparing among hundreds of thousands.
//   - A score is the sum of what speaks for and against, each with its reason,
//     so that an officer can see why.
//   - A grade says what may be done about it. Nothing is ever merged by itself:
//     twins and namesakes are real.
//
// It is pure, and the same on the laptop and on the server.
package match
