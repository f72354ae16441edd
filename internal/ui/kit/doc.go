// Package kit holds the widgets of the window. Each can be reached and used by
// keyboard alone and draws its own focus ring; texts and rules are handed in,
// what the worker does is reported. Nothing here knows a child, a store or a
// screen, and no sentence stands here.
//
// Words:
//
//	Field   a widget that takes keys and lives in a Form or stands alone
//	Key     a key press that a field hands to its owner: Tab, Enter, Esc, arrows
//	Remark  what stands beside a field: information, a warning, an error
//	Act     something numbered that a digit starts while its row has the focus
//	Arrive  the focus came by keyboard (the text is marked); Leave: it is going
//
// How keys travel: the focused widget uses what is its own, then asks the
// owner set with SetOnKey; what is left goes to the canvas (Esc, F1) or, for
// Tab, to the next widget in the order of objects. Ctrl combinations are items
// of the main menu; a text field passes on those that it does not know.
package kit
