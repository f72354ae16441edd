// Package office is the part of the board that needs a sign-in: the laptops of a
// commune or of the province, the codes with which new ones enrol, and what has
// to be done when one is lost. The public board shows counts only and is none
// of this package's business.
//
// Who is signed in decides what is seen: every question to the store carries the
// account, and the store binds its unit into the query. What is not the
// account's is answered like what is not there.
package office
