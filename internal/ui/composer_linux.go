package ui

// DefaultComposer is how names are typed where nothing was chosen: on Linux
// the app composes itself, since input methods put words into the wrong field.
const DefaultComposer = "telex"
