// Package bundle carries a laptop's work to the province without a network: as
// a file on a stick, or by any other way that a file can go.
//
// A bundle holds the very frames that a push would send, and is taken in by the
// very code that takes a push. The carrier keeps everything until the province's
// signed receipt comes back; a bundle that is lost, late, cut, altered, brought
// twice or out of order harms nothing.
//
// The file, in this order:
//
//	thamho-bundle 1⏎
//	{"id":…,"province":…,"device":…,"at":…}⏎      in clear, for who sorts files
//	age, to the server's key, of zstd of:
//	  4 bytes length, manifest signed by the device (Manifest)
//	  4 bytes length, grants of the device (wire.ReturnRequest) and how far it
//	    followed the server (Seen)
//	  frames (wire.AppendFrame) to the end
//
// Lengths are big-endian. The manifest repeats the clear line, and has the hash
// of the frames: nothing is applied before all of it was checked. A receipt is
// one line of JSON signed by the server.
package bundle

import (
	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

const (
	magic = "thamho-bundle "
	// Version is the newest format that is read.
	Version = 1
	// maxPayload bounds what a bundle unpacks to; maxPart its first two parts.
	maxPayload = 256 << 20
	maxPart    = 1 << 20
	// maxLine bounds the line in clear.
	maxLine = 1 << 10
)

// Header is the line in clear.
type Header struct {
	ID       uuid.UUID        `json:"id"`
	Province ledger.PublicKey `json:"province"` // root key
	Device   uuid.UUID        `json:"device"`
	At       int64            `json:"at"` // Unix milliseconds by the laptop's clock
}

// Manifest is what the device signs, for ledger.ForBundle.
type Manifest struct {
	Header
	Sign   ledger.PublicKey `json:"sign"` // the device's
	Blocks int              `json:"blocks"`
	Frames ledger.Hash      `json:"frames"` // ledger.Sum of all frames
}

// Seen is how far a laptop followed the server's orders: what lies behind goes
// back with the receipt. It stands beside the grants.
type Seen struct {
	SeenServer uuid.UUID         `json:"seen_server,omitzero"`
	SeenEpoch  uuid.UUID         `json:"seen_epoch,omitzero"`
	Places     []ledger.Position `json:"places,omitempty"`
}

// shown is the second part of a bundle.
type shown struct {
	wire.ReturnRequest
	Seen
}

// Arrival is a bundle that was taken in: its receipt, and what its laptop lacks.
type Arrival struct {
	Receipt
	Seen
}

// Receipt is what the server signs, for ledger.ForReceipt: what it holds of the
// streams that were in the bundle, in the life in which it took that in.
type Receipt struct {
	Bundle  uuid.UUID             `json:"bundle"`
	Device  uuid.UUID             `json:"device"`
	Epoch   uuid.UUID             `json:"epoch"`
	At      int64                 `json:"at"`
	Vectors []ledger.StreamVector `json:"vectors"`
}
