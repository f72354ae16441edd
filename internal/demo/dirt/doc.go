// Package dirt writes the list of a whole province's children as officers typed
// and pasted it together, with the truth beside every row, so that a cleaner
// can be measured. The kinds of dirt and how often they come are those counted
// in real lists and in the statistical office's own table.
//
// Words:
//
//   - A file is what one typist made, a hamlet's list: the font, capitals, lost
//     zeros and the list of ethnic codes go by files.
//   - Dirt is planted when a cell really differs from the clean one by it. A row
//     that is due for a kind it can't have (no y in its names) passes it on to
//     the next that can, so that rates hold for all rows.
//   - A copy is a second row of a child that is on the list already, typed anew
//     by somebody else. It stands in place of another child, so that the list
//     has exactly as many rows as the province has children.
//   - A likeness is a namesake or a number of two children: different children
//     that a hurried eye takes for one.
//
// Everyone on it is invented, as in package demo. Old identity cards begin with
// 39, which no province had; telephones of eleven digits go on with 0000.
package dirt
