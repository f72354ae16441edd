package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/sync/wire"
)

// What people ask about their data is written down with its time, seen on every
// laptop of the hamlet, and counted in the report.
func TestPeoplesRightsAreKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reference := uuid.New()
	ok(t, h.central.CreateScope(t.Context(), wire.Scope{ID: reference, Kind: wire.ScopeReference, Unit: uuid.New()}))
	fields := must[registry.Fields](t)(registry.Encode(registry.Unit{Name: "ấp 1", Level: registry.LevelHamlet, Scope: h.scope}))
	ok(t, h.central.Write(t.Context(), reference, []ledger.Draft{{Kind: registry.KindUnit, Record: h.hamlet, Op: ledger.OpCreate, Fields: fields}}))
	a, w := h.logged("Út")
	must[[]ledger.SignedGrant](t)(h.central.Extend(t.Context(), a.device(), central.Extension{Reads: []uuid.UUID{reference}}))
	a.sync()
	child := a.child("Nguyễn Văn Bảo")
	today := w.Today()

	id := must[uuid.UUID](t)(w.SaveRequest(t.Context(), registry.Record[registry.Request]{}, registry.Request{
		Kind: registry.AskDelete, Unit: h.hamlet, Person: child, By: "Trần Thị Hoa", Relation: registry.ByMother, Received: today,
	}, ""))
	base := must[[]registry.Record[registry.Request]](t)(a.store.Requests(t.Context()))[0]
	done := base.Value
	done.Acked, done.Closed, done.Refused, done.Answer = today, today, true, "Dữ liệu thuộc nhiệm vụ của cơ quan nhà nước"
	if again := must[uuid.UUID](t)(w.SaveRequest(t.Context(), base, done, "")); again != id {
		t.Error("an answer made another request")
	}
	for range 2 {
		must[uuid.UUID](t)(w.SaveComplaint(t.Context(), registry.Record[registry.Complaint]{}, registry.Complaint{Unit: h.hamlet, By: "Ông Ba", What: "Danh sách bị dán ở nhà văn hoá", Received: today}, ""))
	}
	consent := registry.Consent{Person: child, Collection: "cong_bo", Giver: "Trần Thị Hoa", Relation: registry.ByMother, How: registry.ConsentSigned, Text: "2026-01", On: today}
	if _, err := w.SaveConsent(t.Context(), registry.Record[registry.Consent]{}, consent, ""); registry.KeyOf(err) != "consent_child" {
		t.Errorf("a child of eleven was not asked: %v", err)
	}
	if agreed := must[bool](t)(w.Agreed(t.Context(), child, "cong_bo")); agreed {
		t.Error("silence is consent")
	}
	consent.ChildToo = true
	must[uuid.UUID](t)(w.SaveConsent(t.Context(), registry.Record[registry.Consent]{}, consent, ""))
	for collection, want := range map[string]bool{"cong_bo": true, "chia_se_ngoai": false, "ra_soat_ho": true, "khac": false} {
		if got := must[bool](t)(w.Agreed(t.Context(), child, collection)); got != want {
			t.Errorf("%s may be done: %v", collection, got)
		}
	}
	ok(t, w.NoteExport(t.Context(), registry.Export{Unit: h.hamlet, Purpose: "họp xã", Until: today, Rows: 3}))
	a.sync()

	report := must[registry.Compliance](t)(w.Compliance(t.Context(), today, today))

	if report.Requests[registry.AskDelete] != 1 || report.Refused != 1 || report.Late != 0 || report.Open != 0 || report.Complaints != 2 || report.ComplaintsOpen != 2 ||
		report.Consents != 1 || len(report.Exports) != 1 || report.Expired != 0 {
		t.Errorf("%+v", report)
	}
	numbers := map[int]bool{}
	for _, c := range must[[]registry.Record[registry.Complaint]](t)(a.store.Complaints(t.Context())) {
		numbers[c.Value.Number] = true
	}
	if !numbers[1] || !numbers[2] {
		t.Errorf("numbers %v", numbers)
	}
	paper := forms.Compliance(report, "xã X", forms.Office{Agency: "UBND XÃ X", Place: "X", Guardian: "Bà Sáu"})
	if text := fmt.Sprintf("%+v", paper); strings.Contains(text, "Bảo") || !strings.Contains(text, "Bà Sáu") || !strings.Contains(text, "họp xã") {
		t.Errorf("the report says %s", text)
	}
}
