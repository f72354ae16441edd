package ledger

import (
	"encoding/json"
	"testing"
)

// A signed document that was changed in one bit, wherever, is none any more.
func TestEveryBitOfASignedDocumentCounts(t *testing.T) {
	t.Parallel()
	key := testKey(1)
	doc, err := SignDoc(key, ForAdmission, Admission{Scope: testID(4), Rank: 10, Seq: 7})
	if err != nil {
		t.Fatal(err)
	}
	good := func(raw []byte) bool {
		s, err := ParseSigned[Admission](raw)
		return err == nil && s.Key() == doc.Key() && s.Verify(publicOf(key), ForAdmission) == nil
	}
	if !good(doc.Bytes()) {
		t.Fatal("what was signed is not believed")
	}
	for bit := range len(doc.Bytes()) * 8 {
		raw := doc.Bytes()
		raw[bit/8] ^= 1 << (bit % 8)
		if good(raw) {
			t.Errorf("believed with bit %d of byte %d changed: %s", bit%8, bit/8, raw)
		}
	}
}

// What a later version says beside the three is nothing to this one.
func TestSignedDocumentsHaveThreeMembers(t *testing.T) {
	t.Parallel()
	doc, err := SignDoc(testKey(1), ForAdmission, Admission{Seq: 7})
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]json.RawMessage{}
	if err := json.Unmarshal(doc.Bytes(), &parts); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		raw  string
		good bool
	}{
		"in another order":    {`{"sig":` + string(parts["sig"]) + `, "key":` + string(parts["key"]) + `, "doc":` + string(parts["doc"]) + `}`, true},
		"of a later version":  {`{"more":[1,{}],"doc":` + string(parts["doc"]) + `,"key":` + string(parts["key"]) + `,"sig":` + string(parts["sig"]) + `}`, true},
		"with two documents":  {`{"doc":{},"doc":` + string(parts["doc"]) + `,"key":` + string(parts["key"]) + `,"sig":` + string(parts["sig"]) + `}`, false},
		"without a signature": {`{"doc":` + string(parts["doc"]) + `,"key":` + string(parts["key"]) + `}`, false},
		"in capitals":         {`{"DOC":` + string(parts["doc"]) + `,"key":` + string(parts["key"]) + `,"sig":` + string(parts["sig"]) + `}`, false},
		"cut":                 {`{"doc":` + string(parts["doc"]), false},
		"nothing":             {``, false},
		"a list":              {`[]`, false},
	} {
		if _, err := ParseSigned[Admission]([]byte(c.raw)); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
