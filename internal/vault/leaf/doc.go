// Package leaf reads rows out of single pages of an SQLite database: those at the
// ends of its trees, where the rows stand. It needs no schema and no way down from
// a root, so it serves where both are broken. A row says nothing of its table: who
// asks must know it by its shape, and check what is in it. Rows that were deleted
// may still stand in pages that are free.
//
// The format is https://sqlite.org/fileformat2.html.
package leaf
