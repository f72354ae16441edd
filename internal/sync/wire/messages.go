package wire

import (
	"encoding/base64"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// Protocol is the version spoken here; Oldest the oldest one understood.
const (
	Protocol = 1
	Oldest   = 1
)

// The routes.
const (
	PathEnrol = "/api/v1/enrol"
	PathHello = "/api/v1/hello"
	PathPush  = "/api/v1/push"
	PathPull  = "/api/v1/pull"
	// PathReturn takes back a device that a restored server does not know.
	PathReturn = "/api/v1/return"
	// PathPhotos leads to the pictures of papers: behind it come scope and
	// address (PhotoPath).
	PathPhotos = "/api/v1/attachments/"
	// PathSnapshot is followed by a scope's id, and by a segment's hash for the
	// segment.
	PathSnapshot = "/api/v1/snapshot/"
)

// FramesType is the media type of a body of frames.
const FramesType = "application/vnd.thamho.frames"

// SegmentType is the media type of a snapshot's segment.
const SegmentType = "application/vnd.thamho.segment"

// Headers that sign a request. The signature is over SigningInput by the
// device's key for ledger.ForRequest.
const (
	HeaderDevice    = "Thamho-Device"
	HeaderSession   = "Thamho-Session" // token of the last hello; absent in a hello
	HeaderCount     = "Thamho-Count"   // rises with every request of a session
	HeaderSignature = "Thamho-Signature"
)

// EnrolRequest turns a one-time code into a device. It is not signed by a
// session, since there is none; Proof shows that the asker holds the key.
type EnrolRequest struct {
	Code   ledger.Hash      `json:"code"` // CodeName: tells which code, not the code
	Sign   ledger.PublicKey `json:"sign"`
	Box    ledger.PublicKey `json:"box"`
	Store  uuid.UUID        `json:"store"` // incarnation of the laptop's store
	Nonce  ledger.Hash      `json:"nonce"` // the first hello shows it
	Laptop string           `json:"laptop"`
	App    string           `json:"app"`
	// Line is the hash of the certificate that the laptop was shown, zero
	// without TLS; Vouched tells that a public authority certified it.
	Line    ledger.Hash      `json:"line"`
	Vouched bool             `json:"vouched"`
	Proof   ledger.Signature `json:"proof"` // over EnrolInput, for ledger.ForHello
}

// EnrolResponse makes the laptop a device of the province. Proof is an HMAC
// under the code, which never travels: only who issued the code can answer. A
// server refuses a Line that it does not show itself, so nobody in between can
// pass the question on.
type EnrolResponse struct {
	Device uuid.UUID               `json:"device"`
	Server ledger.SignedServerCert `json:"server"`
	Root   ledger.PublicKey        `json:"root"`
	Scopes []Scope                 `json:"scopes"`
	Grants []ledger.SignedGrant    `json:"grants"`
	User   string                  `json:"user"`
	Proof  ledger.Hash             `json:"proof"`
	TLS    *SignedTLS              `json:"tls,omitempty"` // when the server has its own authority
	// Recovery names who can open the laptop when its people can't.
	Recovery *ledger.SignedRecovery `json:"recovery,omitempty"`
}

// TLS is what a laptop needs to speak with the province's server: who certifies
// it, and the laptop's own certificate.
type TLS struct {
	Device      uuid.UUID `json:"device"`
	Authorities []DER     `json:"authorities"`
	Cert        DER       `json:"cert"`
}

// SignedTLS is signed by the server for ledger.ForTLS.
type SignedTLS = ledger.Signed[TLS]

// DER is a certificate, base64url in JSON.
type DER []byte

// MarshalText makes it a JSON string.
func (d DER) MarshalText() ([]byte, error) {
	return base64.RawURLEncoding.AppendEncode(nil, d), nil
}

// UnmarshalText reads the JSON form.
func (d *DER) UnmarshalText(text []byte) (err error) {
	*d, err = base64.RawURLEncoding.Strict().AppendDecode(nil, text)
	return err
}

// ReturnRequest is sent when a hello is answered with the key device_unknown:
// the server was restored from before this device enrolled. Proof is over
// ReturnInput, for ledger.ForHello.
type ReturnRequest struct {
	Grants []ledger.SignedGrant `json:"grants"`
	Proof  ledger.Signature     `json:"proof"`
}

// MaxGrants bounds the grants of a device; MaxHanded the blocks asked about in
// a hello.
const (
	MaxGrants = 256
	MaxHanded = 2000
)

// The kinds of scope.
const (
	ScopeReference = "tinh" // units, targets, groups
	ScopeCommune   = ledger.ScopeCommune
	ScopeHamlet    = "ap"
	ScopeAudit     = "nhatky" // the log of a unit
)

// Scope is a scope that a device may read, and the unit that it belongs to.
type Scope struct {
	ID   uuid.UUID `json:"id"`
	Kind string    `json:"kind"`
	Unit uuid.UUID `json:"unit"`
}

// HelloRequest says what the laptop has. Nonce is what this store said last;
// Next is what it will say the next time. It stores Next durably before it
// asks, so a lost answer is asked again with the same pair.
type HelloRequest struct {
	Oldest   int               `json:"oldest"`
	Protocol int               `json:"protocol"`
	App      string            `json:"app"`
	Store    uuid.UUID         `json:"store"`
	Nonce    ledger.Hash       `json:"nonce"`
	Next     ledger.Hash       `json:"next"`
	Server   uuid.UUID         `json:"server"` // last server and epoch seen
	Epoch    uuid.UUID         `json:"epoch"`
	At       []ledger.Position `json:"at"`
	// Acked are the heads of my own streams that the server acknowledged and I
	// have not pulled back yet.
	Acked []Head `json:"acked,omitempty"`
	// Proof are my last admissions of the scopes that did not match, when I
	// was told so: signed by the server, they prove that it forgot.
	Proof []ledger.SignedAdmission `json:"proof,omitempty"`
	// Want asks for the full vectors of these scopes.
	Want []uuid.UUID `json:"want,omitempty"`
	// Handed are the blocks of which a revoked device wants to know that they
	// are kept, at most MaxHanded.
	Handed []ledger.BlockRef `json:"handed,omitempty"`
	// TLS is the hash of the certificates that this laptop holds, by TLSHash.
	TLS ledger.Hash `json:"tls"`
	// Recovery is the serial of the officers that this laptop knows, 0 for none.
	Recovery int64 `json:"recovery,omitempty"`
}

// Head is the last block of a stream.
type Head struct {
	Scope  uuid.UUID   `json:"scope"`
	Stream uuid.UUID   `json:"stream"`
	Last   uint64      `json:"last"`
	Hash   ledger.Hash `json:"hash"`
}

// HelloResponse says what the server has. It is sent as a document signed by
// the server for ledger.ForHello; Nonce repeats the request's Next, so that an
// old answer can't be played again.
type HelloResponse struct {
	Protocol int         `json:"protocol"`
	Server   uuid.UUID   `json:"server"`
	Epoch    uuid.UUID   `json:"epoch"`
	Time     int64       `json:"time"` // Unix milliseconds
	Nonce    ledger.Hash `json:"nonce"`
	Session  string      `json:"session"`
	// Stale says that this store's nonce was not the last one given: the disk
	// was cloned or restored. The laptop takes a new incarnation and asks again.
	Stale bool `json:"stale,omitempty"`
	// Revoked says that this device may only push, into quarantine.
	Revoked bool `json:"revoked,omitempty"`
	// Kept are those of the blocks handed in that are stored here, admitted or
	// not: a revoked device's receipt, upon which it wipes itself.
	Kept []ledger.Hash `json:"kept,omitempty"`
	// Scopes are all scopes that the device may read now, with their heads.
	Scopes []ScopeHead `json:"scopes"`
	// Mismatch are the scopes whose position is not on this server's order:
	// show Proof, then forget the cursor.
	Mismatch []uuid.UUID `json:"mismatch,omitempty"`
	// Vectors are what was asked for, or differs.
	Vectors   []ledger.StreamVector `json:"vectors,omitempty"`
	MaxPush   int                   `json:"max_push"`   // bytes
	NotBefore int64                 `json:"not_before"` // Unix milliseconds; for automatic syncs only
	MinApp    string                `json:"min_app,omitempty"`
	// TLS comes when the laptop's certificate is in the second half of its life
	// or an authority was added.
	TLS *TLS `json:"tls,omitempty"`
	// Recovery comes when the laptop knows other officers, or none.
	Recovery *ledger.SignedRecovery `json:"recovery,omitempty"`
}

// Reach is what a device may read, with the key that it opens files with.
type Reach struct {
	Server  uuid.UUID
	Epoch   uuid.UUID
	Box     ledger.PublicKey
	Scopes  []Scope
	Vectors []ledger.StreamVector
}

// ScopeHead is a scope with its last sequence.
type ScopeHead struct {
	Scope
	Seq uint64 `json:"seq"`
	// Safe is up to which sequence everything stands in both of the last two
	// verified backups: nobody has to keep that for the server.
	Safe uint64 `json:"safe,omitempty"`
	// Snapshot says that a laptop which has nothing of the scope does well to
	// begin with a snapshot.
	Snapshot bool `json:"snapshot,omitempty"`
}

// PushResponse answers a push after the transaction is durable.
type PushResponse struct {
	Vectors []ledger.StreamVector `json:"vectors"` // of the streams pushed
	Refused []Refusal             `json:"refused,omitempty"`
	// BackedUp are the heads that stand in both of the last two verified backups.
	BackedUp []Head `json:"backed_up,omitempty"`
}

// Refusal is a block that can't be kept: unverifiable or too large.
type Refusal struct {
	Block ledger.Hash `json:"block"`
	Code  string      `json:"code"` // "signature", "too_large", "malformed"
}

// ErrorBody is the body of every answer that is not a success.
type ErrorBody struct {
	Code  string `json:"code"`            // a registry.Code
	Key   string `json:"key,omitempty"`   // what to tell a person
	Ref   string `json:"ref,omitempty"`   // stands in the server's log
	Retry int    `json:"retry,omitempty"` // seconds
}
