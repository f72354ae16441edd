package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// Laptops and servers hold blocks packed with these bytes: another dictionary
// is another version of the protocol.
func TestDictionaryOfVersion1NeverChanges(t *testing.T) {
	const want = "83f6f57f3353d0d4a04da6354624513b96ea1546d32306da7a07b754e0774b9f"
	sum := sha256.Sum256(dictionary)
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("the dictionary is %s", got)
	}
}
