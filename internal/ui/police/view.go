// Package police is the work with the commune police: lists of children without
// a number that go there, the papers that go with them, and the answers from the
// signed paper, typed by STT.
package police

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Source is the work of the screens.
type Source interface {
	PoliceLists(ctx context.Context, hamlet uuid.UUID) ([]registry.Record[registry.PoliceList], error)
	ForPolice(ctx context.Context, hamlet uuid.UUID) ([]registry.Record[registry.Person], error)
	HandToPolice(ctx context.Context, hamlet uuid.UUID, children []registry.Record[registry.Person]) (registry.Record[registry.PoliceList], error)
	CloseList(ctx context.Context, list registry.Record[registry.PoliceList], number string) error
	MarkEntered(ctx context.Context, children []registry.Record[registry.Person]) (int, error)
	AnswerLine(ctx context.Context, list registry.Record[registry.PoliceList], a fieldwork.PoliceAnswer) error
	JudgeAnswers(ctx context.Context, list registry.Record[registry.PoliceList], rows []fieldwork.FileAnswer) ([]fieldwork.AnsweredRow, error)
	TakeAnswers(ctx context.Context, list registry.Record[registry.PoliceList], file string, rows []fieldwork.FileAnswer) ([]fieldwork.AnsweredRow, error)
	Person(ctx context.Context, id uuid.UUID) (registry.Record[registry.Person], error)
	Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error)
	Hamlet(ctx context.Context, id uuid.UUID) (registry.HamletRow, error)
	Guardian(ctx context.Context) (string, error)
	NoteExport(ctx context.Context, e registry.Export) error
	Hamlets(ctx context.Context) ([]registry.HamletRow, error)
	Today() registry.Date
}

// Window is what the screens ask of the window besides what all ask.
type Window interface {
	screen.Window
	Show(sc screen.Screen)
}

// row is a list with how far its answers have come.
type row struct {
	registry.Record[registry.PoliceList]
	hamlet   string
	answered int
	toEnter  []registry.Record[registry.Person] // have a number, and are not marked as entered
}

// state is all that the screen shows.
type state struct {
	rows   []row
	toSend []registry.Record[registry.Person]
	hamlet uuid.UUID // in which lists are made; uuid.Nil when none is chosen
}

// Screen shows the lists.
type Screen struct {
	window   Window
	source   Source
	question work.Latest
	soon     work.Soon // many records may move at once
	state    state
	list     *kit.List[row]
	acts     *kit.Acts
	empty    *kit.Empty
	page     *kit.Page
	busy     bool
}

// New makes the screen.
func New(w Window, source Source) *Screen {
	s := &Screen{window: w, source: source, soon: work.Soon{Runner: w.Runner(), Delay: screen.Settle}}
	s.list = kit.NewList[row](rows(nil), []kit.Column{
		{Title: words.Say("police.code"), Least: 80},
		{Title: words.Say("police.hamlet"), Weight: 2},
		{Title: words.Say("police.on"), Least: 110},
		{Title: words.Say("police.children"), Least: 80, Right: true},
		{Title: words.Say("police.answered"), Least: 110, Right: true},
		{Title: words.Say("police.number"), Weight: 2},
	}, cells)
	s.list.OnOpen = func(int) { s.answer() }
	s.list.OnMove = func(int) { s.acts.SetActs(s.offers()...) }
	s.acts = kit.NewActs()
	s.acts.SetOnKey(kit.Steer(s.list))
	s.empty = kit.NewEmpty(words.Say("police.none"))
	s.page = kit.NewPage(kit.PageParts{Title: words.Say("police.title"), Body: s.list, Foot: s.acts})
	return s
}

type rows []row

// Length implements kit.Model.
func (r rows) Length() int { return len(r) }

// Row implements kit.Model.
func (r rows) Row(i int) (row, bool) { return r[i], true }

func cells(r row) []kit.Cell {
	l := r.Value
	answered := kit.Cell{Text: fmt.Sprintf("%d/%d", r.answered, len(l.Lines))}
	if r.answered == len(l.Lines) {
		answered.Level = kit.Good
	}
	return []kit.Cell{
		{Text: l.Code, Bold: true}, kit.Say(r.hamlet), kit.Say(l.On.Padded()), kit.Say(viet.FormatInt(len(l.Lines))), answered, {Text: l.Number, Quiet: true},
	}
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "police" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Arrive takes the focus and reads the lists anew.
func (s *Screen) Arrive() {
	kit.Focus(s.acts)
	s.Reload()
}

// Changed reads anew when records moved.
func (s *Screen) Changed(sig registry.Signal) {
	if sig.Kind != registry.SignalSync {
		s.soon.Do(s.Reload)
	}
}

// Reload reads the lists anew.
func (s *Screen) Reload() {
	s.soon.Drop()
	hamlet := s.window.Hamlet()
	work.Ask(&s.question, s.window.Runner(), s.window.Context(), func(ctx context.Context) (state, error) {
		return read(ctx, s.source, hamlet)
	}, func(st state, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.show(st)
	})
}

func read(ctx context.Context, s Source, hamlet uuid.UUID) (state, error) {
	st := state{hamlet: hamlet}
	hamlets, err := s.Hamlets(ctx)
	if err != nil {
		return st, err
	}
	if hamlet == uuid.Nil && len(hamlets) == 1 {
		st.hamlet = hamlets[0].Unit
	}
	names := map[uuid.UUID]string{}
	for _, h := range hamlets {
		names[h.Unit] = h.Name
	}
	lists, err := s.PoliceLists(ctx, hamlet)
	if err != nil {
		return st, err
	}
	for _, l := range lists {
		r := row{Record: l, hamlet: names[l.Value.Unit]}
		for _, id := range l.Value.Lines {
			rec, err := s.Person(ctx, id)
			if registry.IgnoreGone(err) != nil {
				return st, err
			}
			if err != nil {
				continue
			}
			if rec.Value.Police != registry.Sent {
				r.answered++
			}
			if rec.Value.HasNumber() && !rec.Value.IsEntered() {
				r.toEnter = append(r.toEnter, rec)
			}
		}
		st.rows = append(st.rows, r)
	}
	if st.hamlet != uuid.Nil {
		st.toSend, err = s.ForPolice(ctx, st.hamlet)
	}
	return st, err
}

func (s *Screen) show(st state) {
	at := s.list.Current()
	s.state = st
	s.page.SetTitle(words.Say("police.titlen", words.Args{"n": len(st.rows)}))
	s.list.SetModel(rows(st.rows))
	s.list.Choose(min(max(at, 0), len(st.rows)-1))
	if len(st.rows) == 0 {
		s.page.SetBody(s.empty)
	} else {
		s.page.SetBody(s.list)
	}
	s.acts.SetActs(s.offers()...)
	s.window.Shown(s.Name())
}

// offers are the acts: a new list, and what can be done with the chosen one.
func (s *Screen) offers() []kit.Act {
	acts := []kit.Act{{Text: words.Say("police.make", words.Args{"n": viet.FormatInt(len(s.state.toSend))}), Do: s.make}}
	r, ok := s.chosen()
	if !ok {
		return acts
	}
	return append(
		acts,
		kit.Act{Text: words.Say("police.answers"), Do: s.answer},
		kit.Act{Text: words.Say("police.pdf"), Do: func() { s.print(asPDF) }},
		kit.Act{Text: words.Say("police.docx"), Do: func() { s.print(asDOCX) }},
		kit.Act{Text: words.Say("police.xlsx"), Do: func() { s.print(asXLSX) }},
		kit.Act{Text: words.Say("police.families"), Do: s.families},
		kit.Act{Text: words.Say("police.close"), Do: s.back},
		kit.Act{Text: words.Say("police.enter", words.Args{"n": viet.FormatInt(len(r.toEnter))}), Do: s.enter},
		kit.Act{Text: words.Say("police.file"), Do: s.fromFile},
		kit.Act{Text: words.Say("police.scans", words.Args{"n": len(r.Value.Scans)}), Do: func() { s.window.OpenPhotos(registry.KindPolice, r.ID) }},
	)
}

func (s *Screen) chosen() (row, bool) {
	if len(s.state.rows) == 0 {
		return row{}, false
	}
	return s.list.CurrentRow()
}

// make makes a list of all children of the hamlet who are to be sent.
func (s *Screen) make() {
	st := s.state
	switch {
	case st.hamlet == uuid.Nil:
		s.window.Say(kit.Warn, words.Say("police.pickhamlet"))
		return
	case len(st.toSend) == 0:
		s.window.Say(kit.Info, words.Say("police.nobody"))
		return
	}
	s.do(func(ctx context.Context) (string, error) {
		list, err := s.source.HandToPolice(ctx, st.hamlet, st.toSend)
		return words.Say("police.made", words.Args{"code": list.Value.Code, "n": len(list.Value.Lines)}), err
	})
}

// Print writes the chosen list as a paper.
func (s *Screen) Print() { s.print(asPDF) }

func (s *Screen) print(as format) {
	if r, ok := s.chosen(); ok {
		s.do(func(ctx context.Context) (string, error) {
			path, err := print(ctx, s.source, r.Value, as)
			return words.Say("police.printed", words.Args{"path": path}), err
		})
	}
}

func (s *Screen) families() {
	if r, ok := s.chosen(); ok {
		s.do(func(ctx context.Context) (string, error) {
			dir, err := families(ctx, s.source, r.Value)
			return words.Say("police.printed", words.Args{"path": dir}), err
		})
	}
}

// enter marks the children of a list who have a number as entered in the
// ministry's software.
func (s *Screen) enter() {
	r, ok := s.chosen()
	switch {
	case !ok:
	case len(r.toEnter) == 0:
		s.window.Say(kit.Info, words.Say("police.nonetoenter"))
	default:
		s.do(func(ctx context.Context) (string, error) {
			n, err := s.source.MarkEntered(ctx, r.toEnter)
			if left := len(r.toEnter) - n; err == nil && left > 0 {
				return words.Say("police.enteredbut", words.Args{"n": n, "left": left}), nil
			}
			return words.Say("police.entered", words.Args{"n": n}), err
		})
	}
}

// back asks for the clerk's number of a list that came back signed.
func (s *Screen) back() {
	if r, ok := s.chosen(); ok {
		s.window.Show(newBack(s.window, s.source, r.Record))
	}
}

// do runs one act at a time and says what came of it.
func (s *Screen) do(act func(context.Context) (string, error)) {
	if s.busy {
		return
	}
	s.busy = true
	work.Do(s.window.Runner(), s.window.Context(), act, func(said string, err error) {
		s.busy = false
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.window.Saved(said, "")
		s.Reload()
	})
}

// answer opens the typing of the signed paper.
func (s *Screen) answer() {
	if r, ok := s.chosen(); ok {
		s.window.Show(newAnswers(s.window, s.source, r.Record))
	}
}

// fromFile opens the reading of a file in which the police answered.
func (s *Screen) fromFile() {
	if r, ok := s.chosen(); ok {
		s.window.Show(newFromFile(s.window, s.source, r.Record))
	}
}

// Panel says how the four steps go.
func (s *Screen) Panel() (string, []kit.Fact) {
	return words.Say("police.help"), []kit.Fact{
		{Text: words.Say("police.help1")}, {Text: words.Say("police.help2")}, {Text: words.Say("police.help3")},
	}
}
