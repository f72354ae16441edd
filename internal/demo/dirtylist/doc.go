// Package dirtylist writes the list of a whole province's children as officers typed
// and pasted it together, with the truth beside every row, so that a cleaner
// can be measured. The kinds of dirt and how often they come are those counted
// in real lists and in the statistical office's own table.
//
// Words:
//
//   - A file is what one typist made, a hamlet's list: the font, capitals, lost
//     zeros and the list of ethnic codes go by files.
//   - Dirt is planted when a cell really differs from the clean one by it.
//   - A copy is a second row of a child that is on the list already, typed anew
//     by somebody else.
//
// Everyone on it is invented, as in package demo.
package dirtylist
