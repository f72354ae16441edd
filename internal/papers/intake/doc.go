// Package intake reads lists of children as offices and schools write them: it
// finds the head row, tells what each column holds, decodes old fonts, cleans
// every cell, and says what is strange about each row. The import screen, the
// cleaning command and the comparison with other offices' lists are all fed by
// it, so they follow the same rules.
//
// Words:
//
//   - A field is what a column may hold, under the code that reports use.
//   - A layout is which column holds which field, and where the rows begin.
//   - A line is a row as understood: the child, and the problems by field.
//   - A fix is a change that can't be wrong (a space, a lost zero); it is made,
//     and the original kept. Everything else is only told.
//
// It does no I/O: rows are handed in, lines come out.
package intake
