package store

import (
	"context"
	"errors"
	"testing"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

func TestWriteShowsAtOnce(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	id := p.family(t, s, 47, "Nguyễn Thị Ánh")

	page := must[registry.HouseholdPage](t)(s.Household(t.Context(), id))

	if page.Household.Value.Head != "Nguyễn Thị Ánh" || len(page.Persons) != 3 || page.Household.Last.Name != "Người nhập 1" {
		t.Errorf("page %+v", page)
	}
	if page.Household.Receipt != registry.OnLaptop {
		t.Errorf("receipt %v before any sync", page.Household.Receipt)
	}
	keys := must[[]registry.Key](t)(s.HouseholdKeys(t.Context(), registry.HouseholdQuery{}))
	rows := must[[]registry.HouseholdRow](t)(s.HouseholdRows(t.Context(), keys))
	if len(rows) != 1 || rows[0].Children != 2 || rows[0].NoNumber != 1 || rows[0].Number != 47 {
		t.Errorf("rows %+v", rows)
	}
	state := must[registry.SyncState](t)(s.SyncState(t.Context()))
	if state.Pending != 4 || state.Oldest.IsZero() {
		t.Errorf("sync state %+v", state)
	}
}

func TestVisitMovesTheHouseholdThroughTheFilters(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	id := p.family(t, s, 1, "Trần Văn Bình")
	counts := func() [registry.HouseholdFilters]int {
		return must[[registry.HouseholdFilters]int](t)(s.HouseholdCounts(t.Context(), p.hamlet))
	}
	if got := counts(); got != [registry.HouseholdFilters]int{1, 1, 0, 1, 0} {
		t.Fatalf("before any visit %v", got)
	}

	write(t, s, p.scope, draftOf(t, registry.KindVisit, testID(30001), registry.Visit{}, registry.Visit{
		Household: id, On: registry.Date{Year: 2023, Month: 1, Day: 8}, By: "trưởng ấp", Outcome: registry.Away, Next: registry.Date{Year: 2023, Month: 1, Day: 15},
	}))

	if got := counts(); got != [registry.HouseholdFilters]int{1, 0, 1, 1, 1} {
		t.Errorf("after a visit with nobody there %v", got)
	}
	write(t, s, p.scope, ledger.Draft{Kind: registry.KindVisit, Record: testID(30001), Op: ledger.OpDelete})
	if got := counts(); got != [registry.HouseholdFilters]int{1, 1, 0, 1, 0} {
		t.Errorf("after the visit was undone %v", got)
	}
}

func TestADraftEndsWithItsSave(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	self := must[ledger.Identity](t)(s.Identity(t.Context()))
	draft := registry.Draft{Key: "visit/1", Owner: self.User, Body: []byte(`{"ghi_chu":"đang gõ"}`), At: s.Now()}
	if err := s.SaveDraft(t.Context(), draft); err != nil {
		t.Fatal(err)
	}
	_, drafts := p.aFamily(t, 1, "Lê Thị Cúc")

	tooLong := ledger.Draft{Kind: "visit", Record: testID(1), Op: ledger.OpSet, Fields: registry.Fields{"ghi_chu": longText()}}
	err := s.Write(t.Context(), p.scope, append(drafts, tooLong), draft.Key)

	if e, ok := errors.AsType[*registry.Error](err); !ok || e.Key != "too_long" {
		t.Fatalf("a field beyond the limit: %v", err)
	}
	if _, ok, err := s.Draft(t.Context(), draft.Key, self.User); !ok || err != nil {
		t.Errorf("the draft is gone after a failed save: %v", err)
	}
	if state := must[registry.SyncState](t)(s.SyncState(t.Context())); state.Pending != 0 {
		t.Errorf("a failed save left %d changes", state.Pending)
	}
	if err := s.Write(t.Context(), p.scope, drafts, draft.Key); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := s.Draft(t.Context(), draft.Key, self.User); ok {
		t.Error("the draft outlived its save")
	}
}

func longText() []byte {
	out := make([]byte, ledger.MaxField+2)
	for i := range out {
		out[i] = 'x'
	}
	out[0], out[len(out)-1] = '"', '"'
	return out
}

func TestWriteNeedsAGrant(t *testing.T) {
	t.Parallel()
	p := newProvince()
	s := p.laptop(t, 1, ledger.RankHamlet)
	_, drafts := p.aFamily(t, 1, "Lê Thị Cúc")

	err := s.Write(context.Background(), testID(99), drafts, "")

	if registry.CodeOf(err) != registry.Denied {
		t.Errorf("writing in another scope: %v", err)
	}
}

// A disk is put back to before its lines were sealed. The block that they made
// comes back from the province first: sealing them finds it and goes on.
func TestLinesWhoseBlockCameBackAreSealed(t *testing.T) {
	t.Parallel()
	p := newProvince()
	a, b := p.laptop(t, 1, ledger.RankHamlet), p.laptop(t, 1, ledger.RankHamlet) // one disk twice
	for _, s := range []*Store{a, b} {
		p.family(t, s, 1, "Nguyễn Thị Ánh")
	}
	entries := p.send(t, a, ledger.RankHamlet)

	p.apply(t, b, entries)
	ok(t, b.Seal(t.Context(), p.scope))

	if state := must[registry.SyncState](t)(b.SyncState(t.Context())); state.Pending != 0 {
		t.Errorf("%d changes wait", state.Pending)
	}
	if left := must[[]ledger.Entry](t)(b.Outbox(t.Context(), p.scope, 1<<30)); len(left) != 0 {
		t.Errorf("%d blocks are to be sent", len(left))
	}
}
