package ledger

// FieldReturned begins the names of the fields in which the server says of
// another field of the record that its value can't be right: "_tra_lai.ngay_sinh".
// Only what stands there at RankServer counts. It is nobody's question, so it
// is never disputed.
const FieldReturned = "_tra_lai."
