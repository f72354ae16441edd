package ledger

import "fmt"

// MaxOfficers is how many officers a province names at most.
const MaxOfficers = 5

// Recovery names the officers of the province of whom any two together can open a
// laptop whose people can't. The offline root signs it, for ForRecovery: a server
// can't name others.
type Recovery struct {
	Serial   int64    `json:"serial"`   // rises; Unix seconds of when it was made
	Officers []string `json:"officers"` // age X25519 recipients, two to MaxOfficers
}

// SignedRecovery is a Recovery as the province signed it.
type SignedRecovery = Signed[Recovery]

// CheckRecovery returns nil when the root signed the officers and there are
// enough of them, all different.
func (t *Trust) CheckRecovery(r SignedRecovery) error {
	if err := r.Verify(t.Root, ForRecovery); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, to := range r.Doc.Officers {
		seen[to] = true
	}
	if n := len(r.Doc.Officers); r.Doc.Serial <= 0 || n < 2 || n > MaxOfficers || len(seen) != n || len(r.Bytes()) > MaxHeader {
		return fmt.Errorf("recovery with %d officers: %w", n, ErrMalformed)
	}
	return nil
}
