// Package sqlcache opens SQLite files so that a statement is parsed once for
// each connection, whoever asks for it by its text. Without it the driver
// parses a text each time that it is run, which costs more than to run it; with
// it a query stands where it is used, and nothing has to be prepared by hand.
//
// It knows nothing of the app, changes no result and no error, and keeps only
// statements that read or change rows, and savepoints: schema, pragmas and
// transactions go to the driver as they are.
package sqlcache
