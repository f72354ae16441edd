// Package forms makes the papers of the four steps: the list that goes to the
// commune police, the forms DC01, DC02 and CT01 filled in with what is known,
// and for each family the list of what to bring and where. Forms are data with
// the days from which they hold (templates), so that a new circular changes no
// code. The official number of a paper is the clerk's to give: it is left blank.
package forms
