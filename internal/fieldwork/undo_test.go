package fieldwork_test

import (
	"testing"

	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/registry"
)

func TestUndoCorrection(t *testing.T) {
	b := newBench(t)
	base := b.person(t)
	after := base.Value
	after.Mother, after.Note, after.Ethnic = "Trần Thị Bé Ba", "mới", ""
	if _, err := b.CorrectChild(t.Context(), base, after, ""); err != nil {
		t.Fatal(err)
	}

	done, err := b.Undo(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	if done.Created || done.Record != b.child || done.Household != b.household || len(done.Kept) != 0 {
		t.Errorf("undone %+v", done)
	}
	now := b.person(t)
	if now.Value.Mother != base.Value.Mother || now.Value.Note != "" || now.Value.Ethnic != "Kinh" || len(now.Conflicts) != 0 {
		t.Errorf("the child is %+v, disputed %v", now.Value, now.Conflicts)
	}
}

func TestUndoVisitGivesTheDraftBack(t *testing.T) {
	b := newBench(t)
	if _, err := b.KeepDraft(t.Context(), "visit/1", "as typed"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.RecordVisit(t.Context(), fieldtest.Met(b.Province, b.household), "visit/1"); err != nil {
		t.Fatal(err)
	}

	done, err := b.Undo(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	if !done.Created || done.Kind != registry.KindVisit {
		t.Errorf("undone %+v", done)
	}
	if n := len(b.page(t).Visits); n != 0 {
		t.Errorf("%d visits are left", n)
	}
	var form string
	if _, ok, _ := b.OpenDraft(t.Context(), "visit/1", &form); !ok || form != "as typed" {
		t.Error("what was typed is gone")
	}
}

func TestUndoGoesBackActByAct(t *testing.T) {
	b := newBench(t) // two acts: household, child
	for _, kind := range []string{registry.KindPerson, registry.KindHousehold} {
		done, err := b.Undo(t.Context())
		if err != nil || done.Kind != kind {
			t.Fatalf("undone %+v %v, want the %s", done, err, kind)
		}
	}
	_, err := b.Undo(t.Context())
	if registry.CodeOf(err) != registry.NotFound {
		t.Errorf("nothing is left, got %v", err)
	}
	keys, err := b.HouseholdKeys(t.Context(), registry.HouseholdQuery{})
	if err != nil || len(keys) != 0 {
		t.Errorf("%d households are left: %v", len(keys), err)
	}
}

// Undo never takes away what somebody else wrote since.
func TestUndoLeavesWhatOthersWrote(t *testing.T) {
	b := newBench(t)
	other := b.Province.Laptop()
	base := b.person(t)
	after := base.Value
	after.Mother, after.Note = "Trần Thị Bé Ba", "của tôi"
	if _, err := b.CorrectChild(t.Context(), base, after, ""); err != nil {
		t.Fatal(err)
	}
	b.Carry(b.Hamlets[0], b.Laptop, other)
	theirs, err := other.Store.Person(t.Context(), b.child)
	if err != nil {
		t.Fatal(err)
	}
	changed := theirs.Value
	changed.Note = "của người khác"
	if _, err := other.CorrectChild(t.Context(), theirs, changed, ""); err != nil {
		t.Fatal(err)
	}
	b.Carry(b.Hamlets[0], other, b.Laptop)

	done, err := b.Undo(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	now := b.person(t).Value
	if now.Note != "của người khác" || now.Mother != base.Value.Mother {
		t.Errorf("note %q, mother %q", now.Note, now.Mother)
	}
	if len(done.Kept) != 1 || done.Kept[0] != registry.FieldNote {
		t.Errorf("kept %v", done.Kept)
	}
}
