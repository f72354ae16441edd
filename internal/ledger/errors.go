package ledger

import "errors"

// The reasons for which a replica turns a block away. Callers test them with
// errors.Is; their texts are for logs.
var (
	// ErrMalformed is for bytes that can't be read as what they claim to be.
	ErrMalformed = errors.New("malformed")
	// ErrTooLarge is for anything beyond the limits of this package.
	ErrTooLarge = errors.New("too large")
	// ErrSignature is for a signature that does not match its key.
	ErrSignature = errors.New("bad signature")
	// ErrRoot is for lines that are not those the header was signed over.
	ErrRoot = errors.New("lines do not match the signed root")
	// ErrWithheld is for values that are missing without a redaction that says
	// so: the block counts as missing.
	ErrWithheld = errors.New("values are withheld without a redaction")
	// ErrUnknownKey is for a signer that nobody vouched for.
	ErrUnknownKey = errors.New("unknown key")
)
