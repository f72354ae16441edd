package ledger

// Pack is pack, for tests that need the demo province.
var Pack = pack
