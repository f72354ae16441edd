// Package central is the province's database: blocks as they came, the records
// merged from them, who may read and write what, and the counts that the board
// shows.
//
// Everything is by scope: every key begins with it, there is no sequence over
// all scopes and no foreign key between them. A push is one transaction whose
// last statements take the scopes' next numbers, so the order of a scope is
// dense and a reader never sees number n+1 before n.
//
// Nothing readable is refused: a block that does not follow its chain is held,
// a block of a revoked or ungranted device waits in quarantine.
package central
