package ledger

// Limits of what a replica accepts. They are part of protocol version 1: a
// block beyond them is refused, never cut.
const (
	MaxChanges    = 500        // changes in a block
	MaxRaw        = 256 << 10  // bytes of a block's lines before compression
	MaxField      = 16 << 10   // bytes of one field's JSON value
	MaxFields     = 256        // fields in one change
	MaxReplaced   = 4096       // dots that one change replaces
	MaxName       = 64         // bytes of a field name or a kind
	MaxHeader     = 2 << 10    // bytes of a block header, a grant or an admission
	MaxPacked     = MaxRaw * 2 // bytes of a compressed body
	MaxSegment    = 8 << 20    // bytes of a snapshot's segment, packed or unpacked
	MaxSegments   = 1 << 14    // segments of a snapshot
	MaxManifest   = 4 << 20    // bytes of a snapshot's manifest
	LineVersion   = 1          // schema version written into new changes
	HeaderVersion = 1          // version of the block header
)
