// Package placing is where an officer says to which new commune a hamlet of a
// divided commune went. Nobody else can know: the law divides communes, it does
// not name their hamlets.
package placing

import (
	"context"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/registry/places"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Source is the work of the screen.
type Source interface {
	Divided(ctx context.Context) ([]fieldwork.Moved, error)
	Place(ctx context.Context, m fieldwork.Moved, to places.Key) error
}

// Screen is the screen.
type Screen struct {
	window   screen.Window
	source   Source
	told     func() // that hamlets moved
	question work.Latest
	list     *kit.List[fieldwork.Moved]
	acts     *kit.Acts
	empty    *kit.Empty
	page     *kit.Page
	busy     bool
}

// New makes the screen; told is called when a hamlet was placed.
func New(w screen.Window, source Source, told func()) *Screen {
	s := &Screen{window: w, source: source, told: told, acts: kit.NewActs(), empty: kit.NewEmpty(words.Say("placing.none"))}
	s.list = kit.NewList[fieldwork.Moved](kit.Rows[fieldwork.Moved](nil), []kit.Column{
		{Title: words.Say("placing.hamlet"), Weight: 2},
		{Title: words.Say("placing.was"), Weight: 3},
		{Title: words.Say("placing.now"), Weight: 4},
		{Title: words.Say("placing.said"), Weight: 3},
	}, cells)
	s.list.OnMove = func(int) { s.chosen() }
	s.acts.SetOnKey(kit.Steer(s.list))
	s.page = kit.NewPage(kit.PageParts{Title: words.Say("placing.title"), Body: s.list, Foot: s.acts})
	return s
}

func cells(m fieldwork.Moved) []kit.Cell {
	now, said := kit.Cell{Text: words.Say("placing.waits"), Level: kit.Warn}, kit.Cell{}
	if m.Settled() {
		now = kit.Cell{Text: m.To.FullName(), Bold: true, Level: kit.Good}
		said = kit.Cell{Text: m.HamletRow.Placed.On.Padded() + " · " + m.HamletRow.Placed.By, Quiet: true}
	}
	return []kit.Cell{{Text: m.Name, Bold: true}, kit.Say(m.Was), now, said}
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "placing" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Arrive takes the focus and reads the hamlets.
func (s *Screen) Arrive() {
	kit.Focus(s.acts)
	s.reload(0)
}

// Changed reads anew when somebody placed a hamlet.
func (s *Screen) Changed(sig registry.Signal) {
	if sig.Kind == registry.KindPlaced || sig.Kind == registry.KindUnit {
		s.reload(max(s.list.Current(), 0))
	}
}

func (s *Screen) reload(at int) {
	work.Ask(&s.question, s.window.Runner(), s.window.Context(), s.source.Divided, func(all []fieldwork.Moved, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		waiting := 0
		for _, m := range all {
			if !m.Settled() {
				waiting++
			}
		}
		s.page.SetTitle(words.Say("placing.titlen", words.Args{"n": waiting, "of": len(all)}))
		s.list.SetModel(kit.Rows[fieldwork.Moved](all))
		s.list.Choose(min(at, len(all)-1))
		if len(all) == 0 {
			s.page.SetBody(s.empty)
		} else {
			s.page.SetBody(s.list)
		}
		s.chosen()
		s.window.Shown(s.Name())
	})
}

// chosen offers the communes to which the chosen hamlet may have gone.
func (s *Screen) chosen() {
	var acts []kit.Act
	if m, ok := s.list.CurrentRow(); ok {
		for _, c := range m.Candidates {
			acts = append(acts, kit.Act{Text: c.FullName(), Do: func() { s.place(m, c) }})
		}
	}
	s.acts.SetActs(acts...)
	s.window.PanelChanged()
}

func (s *Screen) place(m fieldwork.Moved, to places.Unit) {
	if s.busy {
		return
	}
	s.busy = true
	work.Do(s.window.Runner(), s.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.source.Place(ctx, m, to.Key)
	}, func(_ struct{}, err error) {
		s.busy = false
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.Saved(words.Say("placing.saved", words.Args{"hamlet": m.Name, "commune": to.FullName()}), "")
		s.told()
		s.reload(0) // the next one that waits comes first
	})
}

// Panel says what the new communes were made of.
func (s *Screen) Panel() (string, []kit.Fact) {
	m, ok := s.list.CurrentRow()
	if !ok {
		return words.Say("placing.help"), []kit.Fact{{Text: words.Say("placing.help1")}}
	}
	facts := []kit.Fact{{Label: words.Say("placing.was"), Text: m.Was + " · " + m.Area}}
	for _, c := range m.Candidates {
		facts = append(facts, kit.Fact{Label: c.FullName(), Text: places.Label(c)})
	}
	if m.Namesake {
		facts = append(facts, kit.Fact{Label: words.Say("placing.namesake"), Text: words.Say("placing.namesake.do")})
	}
	return m.Name, append(facts, kit.Fact{Text: words.Say("placing.help1")})
}
