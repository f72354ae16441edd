// Package fieldwork is what a worker does, one method per act: record a visit,
// add or correct a child, add or correct a household, undo. Each act checks
// the record by the rules of package registry, makes one change of only the
// fields that differ, and writes it in one go.
//
// What a rule calls a stop comes back as a *Refused and nothing is written;
// warnings come back beside what was saved, and never hold it. The package
// declares the store that it needs; it knows no screen, no SQL and no network,
// and takes time and ids from its Options.
package fieldwork
