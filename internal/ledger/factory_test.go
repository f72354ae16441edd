package ledger

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"
)

// testKey returns the n-th key of the tests.
func testKey(n byte) ed25519.PrivateKey {
	var seed [32]byte
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed[:])
}

func publicOf(key ed25519.PrivateKey) PublicKey { return PublicKey(key.Public().(ed25519.PublicKey)) }

func testID(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, n)) }

// makeLine writes one line that sets the given fields on record 1, replacing
// what state shows.
func makeLine(t testing.TB, seq uint64, state *State, fields map[string]string) Line {
	t.Helper()
	draft := Draft{Kind: "person", Record: testID(1), Op: OpSet, Fields: map[string]json.RawMessage{}}
	for name, value := range fields {
		raw, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		draft.Fields[name] = raw
	}
	change, values := draft.Change(seq, state, Author{User: testID(9), Wall: 1673337600000, Version: LineVersion})
	line, err := NewLine(change, values, Salt{byte(seq)})
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// makeBlock seals n lines as the first block of stream 2.
func makeBlock(t testing.TB, n int) Block {
	t.Helper()
	lines := make([]Line, n)
	for i := range lines {
		lines[i] = makeLine(t, uint64(i+1), &State{}, map[string]string{"ho_ten": fmt.Sprintf("Nguyễn Văn %d", i)})
	}
	b, err := Seal(Header{Stream: testID(2), Scope: testID(3), Grant: testID(4)}, lines, testKey(1))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func noOrder(Dot) (uint64, bool) { return 0, false }
