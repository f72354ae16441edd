package ledger

import (
	"errors"
	"testing"
)

func TestTrust(t *testing.T) {
	root, server, other := testKey(20), testKey(21), testKey(22)
	cert, err := SignDoc(root, ForServer, ServerCert{Server: testID(7), Sign: publicOf(server)})
	if err != nil {
		t.Fatal(err)
	}
	trust := NewTrust(publicOf(root))

	forged, err := SignDoc(other, ForServer, ServerCert{Server: testID(7), Sign: publicOf(other)})
	if err != nil {
		t.Fatal(err)
	}
	if err := trust.AddServer(forged); !errors.Is(err, ErrSignature) {
		t.Errorf("a certificate not signed by the root: %v", err)
	}
	if err := trust.AddServer(cert); err != nil {
		t.Fatal(err)
	}

	b := makeBlock(t, 1)
	admit := func(key byte, doc Admission) SignedAdmission {
		a, err := SignDoc(testKey(key), ForAdmission, doc)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	doc := Admission{Scope: b.Header.Scope, Block: b.Hash, Rank: RankHamlet, Epoch: testID(5), Seq: 1}
	if err := trust.CheckAdmission(admit(21, doc), b.Header, b.Hash); err != nil {
		t.Errorf("a good admission: %v", err)
	}
	if err := trust.CheckAdmission(admit(22, doc), b.Header, b.Hash); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("an admission by a stranger: %v", err)
	}
	doc.Block = Hash{1}
	if err := trust.CheckAdmission(admit(21, doc), b.Header, b.Hash); !errors.Is(err, ErrMalformed) {
		t.Errorf("an admission of another block: %v", err)
	}
}

func TestSignedKeepsItsBytes(t *testing.T) {
	grant, err := SignDoc(testKey(1), ForGrant, Grant{ID: testID(1), Name: "Nguyễn Văn <A> & B", Rank: RankCommune})
	if err != nil {
		t.Fatal(err)
	}

	got, err := ParseSigned[Grant](grant.Bytes())

	if err != nil || got.Doc != grant.Doc {
		t.Fatalf("got %+v, %v", got.Doc, err)
	}
	if err := got.Verify(publicOf(testKey(1)), ForGrant); err != nil {
		t.Errorf("after a round trip: %v", err)
	}
	if err := got.Verify(publicOf(testKey(1)), ForAdmission); !errors.Is(err, ErrSignature) {
		t.Errorf("a grant passed as an admission: %v", err)
	}
}
