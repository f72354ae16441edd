package ui

import (
	"context"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/addhousehold"
	"thamho.vn/internal/ui/child"
	"thamho.vn/internal/ui/cleaning"
	"thamho.vn/internal/ui/compare"
	"thamho.vn/internal/ui/erase"
	"thamho.vn/internal/ui/export"
	"thamho.vn/internal/ui/hamlets"
	"thamho.vn/internal/ui/handover"
	"thamho.vn/internal/ui/household"
	"thamho.vn/internal/ui/importlist"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/movehome"
	"thamho.vn/internal/ui/photos"
	"thamho.vn/internal/ui/placing"
	"thamho.vn/internal/ui/police"
	"thamho.vn/internal/ui/resurvey"
	"thamho.vn/internal/ui/rights"
	"thamho.vn/internal/ui/rules"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/sheet"
	"thamho.vn/internal/ui/syncpage"
	"thamho.vn/internal/ui/visit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// OpenHousehold shows a household.
func (s *Shell) OpenHousehold(id uuid.UUID) { s.push(household.New(s, s.work, id)) }

// OpenErase shows the form that erases a person's data.
func (s *Shell) OpenErase(person uuid.UUID) { s.push(erase.New(s, s.work, person)) }

// OpenMove shows the form that moves a household to another hamlet.
func (s *Shell) OpenMove(household uuid.UUID) { s.push(movehome.New(s, s.work, household)) }

// OpenVisit shows the form of a visit.
func (s *Shell) OpenVisit(id uuid.UUID) { s.push(s.visitOf(id)) }

func (s *Shell) visitOf(id uuid.UUID) screen.Screen {
	return s.form(visit.DraftKey(id), func() screen.Screen { return visit.New(s, s.work, id) })
}

// OpenChild shows the form of a child, a new one for uuid.Nil.
func (s *Shell) OpenChild(householdID, id uuid.UUID) {
	s.push(s.form(child.DraftKey(householdID, id), func() screen.Screen {
		return child.New(s, s.work, s.Ethnic, householdID, id)
	}))
}

// OpenPhotos shows the pictures of a record's papers.
func (s *Shell) OpenPhotos(kind string, id uuid.UUID) {
	s.push(photos.New(s, s.work, s.Sync, photos.Of{Kind: kind, ID: id}))
}

// NextVisit puts the visit form of the household that follows in place of
// from; behind the last one it goes back.
func (s *Shell) NextVisit(from screen.Screen, after uuid.UUID) {
	s.neighbour(after, 1, func(row registry.HouseholdRow, ok bool) {
		if !ok {
			s.Leave(from)
			return
		}
		s.replace(from, s.visitOf(row.ID))
	})
}

// Neighbour puts the page of the household before or after in place of from.
func (s *Shell) Neighbour(from screen.Screen, of uuid.UUID, by int) {
	s.neighbour(of, by, func(row registry.HouseholdRow, ok bool) {
		if !ok {
			s.Say(kit.Info, words.Say("page.noneighbour"))
			return
		}
		s.replace(from, household.New(s, s.work, row.ID))
	})
}

func (s *Shell) neighbour(of uuid.UUID, by int, found func(registry.HouseholdRow, bool)) {
	type answer struct {
		row registry.HouseholdRow
		ok  bool
	}
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (a answer, err error) {
		a.row, a.ok, err = s.work.Neighbour(ctx, of, by)
		return a, err
	}, func(a answer, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		found(a.row, a.ok)
	})
}

// AddHousehold shows the form of a new household of the chosen hamlet.
func (s *Shell) AddHousehold() {
	hamlet, ok := s.oneHamlet()
	if !ok {
		s.Say(kit.Warn, words.Say("household.pickhamlet"))
		return
	}
	s.push(s.form(addhousehold.DraftKey(hamlet), func() screen.Screen { return addhousehold.New(s, s.work, hamlet) }))
}

// Sheet shows the form that says who went and when, for the hamlet of what is
// on the screen.
func (s *Shell) Sheet() {
	if s.work == nil || s.current().Name() == "sheet" {
		return
	}
	hamlet, ok := s.oneHamlet()
	if h, housed := s.current().(screen.Housed); housed && h.Hamlet() != uuid.Nil {
		hamlet, ok = h.Hamlet(), true
	}
	if !ok {
		s.Say(kit.Warn, words.Say("sheet.pickhamlet"))
		return
	}
	s.push(s.form(sheet.DraftKey(hamlet), func() screen.Screen { return sheet.New(s, s.work, hamlet) }))
}

// pickHamlet lets one choose a hamlet by typing a part of its name.
func (s *Shell) pickHamlet() {
	if s.work == nil || s.current().Name() == "hamlets" {
		return
	}
	if len(s.hamlets) < 2 {
		s.Say(kit.Info, words.Say("hamlet.single"))
		return
	}
	s.push(hamlets.New(s, s.hamlets))
}

func (s *Shell) goTo(place int) {
	if s.work == nil {
		return
	}
	switch place {
	case placeSync:
		s.only(syncpage.New(s, s.work, s.Sync, s.syncNow))
	case placeCleaning:
		s.only(cleaning.New(s, s.work, func(n int) { s.nav.SetCount(placeCleaning, words.Count(n)) }))
	case placePolice:
		s.only(police.New(s, s.work))
	case placeImport:
		s.only(importlist.New(s, s.work))
	default:
		s.only(s.list)
	}
}

// Export shows the form for a list of the chosen hamlet's children.
func (s *Shell) Export() {
	if s.work == nil || s.current().Name() == "export" {
		return
	}
	hamlet, ok := s.oneHamlet()
	if !ok {
		s.Say(kit.Warn, words.Say("export.pickhamlet"))
		return
	}
	s.push(export.New(s, s.work, hamlet))
}

// Resurvey shows the second look at the chosen hamlet's sample.
func (s *Shell) Resurvey() {
	if s.work == nil || s.current().Name() == "resurvey" {
		return
	}
	if hamlet, ok := s.oneHamlet(); ok {
		s.push(resurvey.New(s, s.work, hamlet))
		return
	}
	s.Say(kit.Warn, words.Say("resurvey.pickhamlet"))
}

// Placing shows the hamlets of divided communes, for an officer to say where they
// went.
func (s *Shell) Placing() {
	if s.work != nil && s.current().Name() != "placing" {
		s.push(placing.New(s, s.work, s.readHamlets))
	}
}

// Report writes the count of the chosen hamlet's children.
func (s *Shell) Report() {
	s.paper(func(ctx context.Context, hamlet uuid.UUID) (string, error) { return export.Report(ctx, s.work, hamlet) })
}

// Review writes the paper with which the chosen hamlet is walked.
func (s *Shell) Review() {
	s.paper(func(ctx context.Context, hamlet uuid.UUID) (string, error) { return export.Review(ctx, s.work, hamlet) })
}

// paper writes a paper of the chosen hamlet and says where it is.
func (s *Shell) paper(write func(ctx context.Context, hamlet uuid.UUID) (path string, err error)) {
	if s.work == nil {
		return
	}
	hamlet, ok := s.oneHamlet()
	if !ok {
		s.Say(kit.Warn, words.Say("report.pickhamlet"))
		return
	}
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (string, error) {
		return write(ctx, hamlet)
	}, func(path string, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.Saved(words.Say("police.printed", words.Args{"path": path}), "")
	})
}

// Compliance writes the report of the periodic check.
func (s *Shell) Compliance() {
	if s.work == nil {
		return
	}
	hamlet, ok := s.oneHamlet()
	if !ok {
		s.Say(kit.Warn, words.Say("report.pickhamlet"))
		return
	}
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (string, error) {
		return export.Compliance(ctx, s.work, hamlet)
	}, func(path string, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.Saved(words.Say("police.printed", words.Args{"path": path}), "")
	})
}

// Rights shows what people of the chosen hamlet ask about their data.
func (s *Shell) Rights() {
	if s.work == nil || s.current().Name() == "rights" {
		return
	}
	if hamlet, ok := s.oneHamlet(); ok {
		s.push(rights.New(s, s.work, hamlet))
		return
	}
	s.Say(kit.Warn, words.Say("rights.pickhamlet"))
}

// HandOver shows the screen on which the chosen hamlet's work is left to
// somebody else.
func (s *Shell) HandOver() {
	if s.work == nil || s.current().Name() == "handover" {
		return
	}
	if hamlet, ok := s.oneHamlet(); ok {
		s.push(handover.New(s, s.work, hamlet))
		return
	}
	s.Say(kit.Warn, words.Say("handover.pickhamlet"))
}

// Rules shows what is looked at when something is saved.
func (s *Shell) Rules() {
	if s.work != nil && s.current().Name() != "rules" {
		s.push(rules.New(s))
	}
}

// Show puts a screen over the present one.
func (s *Shell) Show(sc screen.Screen) { s.push(sc) }

// Form shows a form over the present screen; one that is held under the same key
// is shown instead, with every letter in it.
func (s *Shell) Form(fresh screen.Screen) {
	if k, ok := fresh.(screen.Keeper); ok {
		fresh = s.form(k.DraftKey(), func() screen.Screen { return fresh })
	}
	s.push(fresh)
}

// Compare shows two records that may be one child.
func (s *Shell) Compare(a, b registry.Record[registry.Person]) { s.push(compare.New(s, s.work, a, b)) }

// here is the place that the screens belong to, -1 for none.
func (s *Shell) here() int {
	switch {
	case s.work == nil:
		return -1
	case s.stack[0].Name() == "sync":
		return placeSync
	case s.stack[0].Name() == "cleaning":
		return placeCleaning
	case s.stack[0].Name() == "import":
		return placeImport
	case s.stack[0].Name() == "police":
		return placePolice
	}
	return placeHouseholds
}
