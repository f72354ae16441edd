package wire

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
)

// SigningInput is what a device signs of a request: method, path with query,
// hash of the body, session and count, one a line.
func SigningInput(method, pathQuery string, body []byte, session string, count uint64) []byte {
	return fmt.Appendf(nil, "%s\n%s\n%s\n%s\n%d\n", method, pathQuery, ledger.Sum(body), session, count)
}

// NormalCode is an enrolment code as people may type it: upper case, without
// spaces and dashes, O read as 0 and I, L as 1.
func NormalCode(code string) string {
	code = strings.ToUpper(code)
	return strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(code)
}

// CodeHash is what a server keeps of a code.
func CodeHash(code string) ledger.Hash {
	return ledger.Sum([]byte("thamho code\n"), []byte(NormalCode(code)))
}

// CodeName tells a server that keeps a code's hash which code is meant, and
// nobody anything else.
func CodeName(hash ledger.Hash) ledger.Hash { return ledger.Sum([]byte("thamho code name\n"), hash[:]) }

// EnrolInput is what the laptop signs to show that it knows the code, holds its
// key, and who it believes to speak with.
func EnrolInput(code ledger.Hash, req EnrolRequest) []byte {
	vouched := byte(0)
	if req.Vouched {
		vouched = 1
	}
	return append(slices.Concat(code[:], req.Sign[:], req.Line[:]), vouched)
}

// TLSHash tells whether two ends know the same authorities and the same
// certificate of the device.
func TLSHash(authorities [][]byte, cert []byte) ledger.Hash {
	h := ledger.Sum([]byte("thamho tls\n"), cert)
	for _, der := range authorities {
		h = ledger.Sum(h[:], der)
	}
	return h
}

// ReturnInput is what a returning device signs: for this server alone.
func ReturnInput(server, device uuid.UUID) []byte {
	return append(server[:], device[:]...)
}

// EnrolProof shows that the server knows the code's hash: an HMAC over the
// root key and the laptop's key.
func EnrolProof(code string, root, sign ledger.PublicKey) ledger.Hash {
	return EnrolProofOf(CodeHash(code), root, sign)
}

// EnrolProofOf is EnrolProof for one who holds only the hash of the code.
func EnrolProofOf(code ledger.Hash, root, sign ledger.PublicKey) ledger.Hash {
	mac := hmac.New(sha256.New, code[:])
	mac.Write(root[:])
	mac.Write(sign[:])
	return ledger.Hash(mac.Sum(nil))
}
