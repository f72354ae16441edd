// Package sheet carries tables in and out of files: it opens the spreadsheets
// that offices send (XLSX, and CSV in the encodings they come in) and writes
// those that people take away.
//
// Its words:
//
//   - cell: what the file holds, never what a program displays. A number shown
//     as 9.6E+10 is read as "96215900123", a date as its serial ("42068"), a
//     boolean as "1" or "0", an error as its text ("#N/A"). A formula is its
//     cached value; one that was never computed is "=" and the formula, so that
//     the caller can hold the row.
//   - row: its cells up to the last one that holds something. Blank rows are
//     skipped, but they count: Number is what the person sees in the margin.
//   - part: one file inside the zip that an XLSX is.
//
// Files come from anywhere, so nothing in them is believed: sizes are found by
// reading, never taken from headers, and every buffer has an end. What can't be
// read comes back as a *registry.Error whose key tells the person what to do.
// No file may cost more memory than a plain one of the same number of rows.
//
// Reading does not use a spreadsheet library. Excelize, the one that would do,
// decodes a cell whole before anyone can see how long it is, does not tell an
// empty formula from an empty cell when streaming, and needs several times the
// memory and time; the reader here is a bounded XML scanner that knows the
// dozen elements in question. Excelize stays as the other opinion in the tests:
// what it writes we read, what we write it reads.
//
// The package knows no column and no record; it decodes no old font and parses
// no date. That is for its callers.
package sheet
