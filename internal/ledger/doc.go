// Package ledger says how a record changes, and how many laptops that change
// it apart end with the same record.
//
// Words:
//
//   - A change is what one person did to one record in one act: some fields got
//     values, and the values that the author saw there are replaced.
//   - A line is the stored form of a change: one JSON object, kept byte for
//     byte as its author wrote it.
//   - A dot names a change for ever: stream, number in the stream, and the
//     first bytes of the line's hash.
//   - A stream is the dense sequence 1, 2, 3… of the changes that one store
//     wrote in one scope. A number in a stream is never used twice.
//   - A scope is the unit of access and replication. It is never an
//     administrative code.
//   - A block is 1 to 500 lines of one stream, chained to the block before it
//     and signed by the device that wrote it.
//   - A grant says which device may write in which scope, and at which rank;
//     the server signs it.
//   - An admission is the server's signed word that a block entered a scope at
//     a rank and a place in the order.
//   - A register is the state of one field: its surviving values and the exact
//     dots that were replaced. One value is the normal case; more are a
//     conflict that a person decides.
//
// The package is pure: no files, no clocks, no randomness of its own, and it
// imports nothing of the house. It knows nothing of children or households;
// package registry does.
package ledger
