package fieldwork_test

import (
	"testing"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/fieldwork/fieldtest"
	"thamho.vn/internal/registry"
)

func TestSheet(t *testing.T) {
	b := newBench(t)
	hamlet := b.Hamlets[0].Unit
	if b.Sheet(hamlet).Known() {
		t.Fatal("the sheet bar begins filled: a date nobody typed")
	}
	if _, err := b.SetSheet(fieldtest.Sheet(b.Province)); err != nil {
		t.Fatal(err)
	}

	if s := b.Sheet(hamlet); !s.Known() || s.Number != 3 {
		t.Errorf("the sheet is %+v", s)
	}
	if b.Sheet(b.Hamlets[1].Unit).Known() {
		t.Error("the paper of ấp 4 counts for ấp 7")
	}
	b.DropSheet()
	if b.Sheet(hamlet).Known() {
		t.Error("the sheet outlived its dropping")
	}
}

func TestSheetRefused(t *testing.T) {
	b := newBench(t)
	hamlet := b.Hamlets[0].Unit
	good := fieldtest.Sheet(b.Province)
	if _, err := b.SetSheet(good); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]fieldwork.Sheet{
		"tomorrow":   {Hamlet: hamlet, By: "trưởng ấp", On: registry.Date{Year: 2023, Month: 1, Day: 11}},
		"nobody":     {Hamlet: hamlet, On: good.On},
		"no date":    {Hamlet: hamlet, By: "trưởng ấp"},
		"month only": {Hamlet: hamlet, By: "trưởng ấp", On: registry.Date{Year: 2022, Month: 12}},
	} {
		if _, err := b.SetSheet(bad); registry.CodeOf(err) != registry.Invalid {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if b.Sheet(hamlet) != good {
		t.Error("a refused sheet took the place of the good one")
	}
	stale := good
	stale.On = registry.Date{Year: 2022, Month: 1, Day: 8}
	if saved, err := b.SetSheet(stale); err != nil || !has(saved.Found, "visit_stale") {
		t.Errorf("a date a year old: %v %v", saved.Found, err)
	}
}

func TestDraftOfAnotherVersion(t *testing.T) {
	b := newBench(t)
	if _, err := b.KeepDraft(t.Context(), "k", map[string]int{"a": 1}); err != nil {
		t.Fatal(err)
	}
	var form []string

	_, ok, err := b.OpenDraft(t.Context(), "k", &form)

	if e, _ := err.(*registry.Error); ok || e == nil || e.Key != "draft_unreadable" {
		t.Fatalf("got %v %v", ok, err)
	}
	if _, ok, _ := b.Store.Draft(t.Context(), "k", userOf(t, b)); !ok {
		t.Error("what can't be read was thrown away")
	}
}

func userOf(t *testing.T, b *bench) uuid.UUID {
	t.Helper()
	id, err := b.Store.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id.User
}
