package e2e

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// The two sides speak the highest version that both know; if there is none, the
// laptop is told to take a newer program.
func TestVersionsAreNegotiated(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a := h.laptop("a", ledger.RankHamlet)
	device := must[ledger.Identity](t)(a.store.Identity(t.Context())).Device
	for _, c := range []struct {
		oldest, newest int
		code           registry.Code
	}{
		{wire.Oldest, wire.Protocol, ""},
		{wire.Oldest, wire.Protocol + 7, ""},
		{0, wire.Protocol, ""},
		{wire.Protocol + 1, wire.Protocol + 2, registry.StaleApp},
		{0, wire.Oldest - 1, registry.StaleApp},
	} {
		answer, err := h.central.Hello(t.Context(), device, wire.HelloRequest{Oldest: c.oldest, Protocol: c.newest, Store: uuid.New()})
		if registry.CodeOf(err) != c.code || err == nil && answer.Protocol != wire.Protocol {
			t.Errorf("%d to %d: protocol %d, %v", c.oldest, c.newest, answer.Protocol, err)
		}
	}
}

// later writes a line as a later version might: with an act, a key and fields
// that this one does not know.
func later(t *testing.T, q uint64, user, record uuid.UUID) ledger.Line {
	t.Helper()
	salt := base64.RawURLEncoding.EncodeToString([]byte("salt-of-12-b"))
	raw := fmt.Sprintf(`{"a":{"q":%d,"k":"person","r":%q,"o":"teleport","n":["ho_ten","mau_mat"],"v":9,"u":%q,"w":1673337600000,"zz":{"x":[1]}},"s":%q,"f":["Nguyễn Văn Mai Sau",{"trai":"nâu"}]}`,
		q, record, user, salt)
	return must[ledger.Line](t)(ledger.ParseLine([]byte(raw)))
}

// A block of a later version passes through this server and this laptop byte for
// byte; what is known of it is shown, what is not is counted as «mục của bản mới
// hơn», and an edit of a known field leaves it where it is.
func TestABlockOfALaterVersionPassesThroughUnchanged(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.laptop("a", ledger.RankHamlet), h.laptop("b", ledger.RankHamlet)
	id := must[ledger.Identity](t)(a.store.Identity(t.Context()))
	grant := must[[]ledger.SignedGrant](t)(a.store.OwnGrants(t.Context()))[0].Doc
	record := uuid.New()
	line := later(t, 1, grant.User, record)
	block := must[ledger.Block](t)(ledger.Seal(ledger.Header{Stream: uuid.New(), Scope: h.scope, Grant: grant.ID}, []ledger.Line{line}, id.SignKey))

	answer := must[wire.PushResponse](t)(h.central.Push(t.Context(), id.Device, []ledger.Entry{{Block: &block}}))
	b.sync()

	if len(answer.Refused) != 0 || len(answer.Vectors) != 1 || len(answer.Vectors[0].Branches) != 1 {
		t.Fatalf("answered %+v", answer)
	}
	found := false
	ok(t, b.store.Lines(t.Context(), h.scope, func(_ uuid.UUID, l ledger.Line) { found = found || bytes.Equal(l.Raw(), line.Raw()) }))
	if !found {
		t.Error("the line did not come as it was written")
	}
	p := b.person(record)
	if p.Value.Name != "Nguyễn Văn Mai Sau" || p.Newer != 1 {
		t.Errorf("shows %q with %d fields of a newer version", p.Value.Name, p.Newer)
	}
	b.rename(record, "Nguyễn Văn Hôm Nay")
	b.sync()
	a.sync()
	h.equal(a, b)
	state := must[ledger.State](t)(h.central.State(t.Context(), h.scope, record))
	if v := state.Value("mau_mat", nil); string(v) != `{"trai":"nâu"}` {
		t.Errorf("after an edit beside it, the unknown field is %s", v)
	}
}
