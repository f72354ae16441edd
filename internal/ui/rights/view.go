// Package rights is the screen «Quyền dữ liệu»: what people ask about their
// data, with the clocks of the law; what they protest against; what they agreed
// to; and whose records are no longer to be held at 16. The focus stays on the
// numbered acts; ↑↓ move the row they are about.
package rights

import (
	"context"

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
	screen.Drafts
	RightsBook(ctx context.Context, hamlet uuid.UUID) (fieldwork.RightsBook, error)
	SaveRequest(ctx context.Context, base registry.Record[registry.Request], after registry.Request, draft string) (uuid.UUID, error)
	SaveComplaint(ctx context.Context, base registry.Record[registry.Complaint], after registry.Complaint, draft string) (uuid.UUID, error)
	SaveConsent(ctx context.Context, base registry.Record[registry.Consent], after registry.Consent, draft string) (uuid.UUID, error)
	LetGo(ctx context.Context, grown ...registry.Grown) (int, error)
	KeepOn(ctx context.Context, grown ...registry.Grown) (int, error)
	EraseGrown(ctx context.Context, reason string, grown ...registry.Grown) (erased, left int, err error)
	Today() registry.Date
}

// Window is what the screen asks of the window besides what all ask.
type Window interface {
	screen.Window
	// Form shows a form over the present screen: the one that is held under its
	// key, or the given one.
	Form(fresh screen.Screen)
	// Compliance writes the report of the periodic check.
	Compliance()
}

// Screen is the screen.
type Screen struct {
	window   Window
	source   Source
	hamlet   uuid.UUID
	question work.Latest
	book     book
	heap     heap
	read     bool
	busy     bool
	filter   *kit.Choice
	list     *kit.List[line]
	acts     *kit.Acts
	sure     *kit.Banner // asks once more before what has no undo
	empty    *kit.Empty
	page     *kit.Page
}

// New makes the screen for a hamlet.
func New(w Window, source Source, hamlet uuid.UUID) *Screen {
	s := &Screen{window: w, source: source, hamlet: hamlet}
	s.filter = kit.NewChoice(words.Say("rights.requests"), words.Say("rights.complaints"), words.Say("rights.consents"), words.Say("rights.grown"))
	s.filter.OnPick = func(i int) { s.choose(heap(max(i, 0))) }
	s.filter.SetOnKey(s.down)
	s.list = kit.NewTallList[line](kit.Rows[line](nil), []kit.Column{
		{Title: words.Say("rights.who"), Weight: 4, Least: 180}, {Title: words.Say("rights.what"), Weight: 5, Least: 180}, {Title: words.Say("rights.due"), Weight: 3, Least: 190},
	}, s.cells)
	s.list.OnOpen = func(int) { s.open() }
	s.list.OnMove = func(int) { s.window.PanelChanged() }
	s.list.OnTop = func() { kit.Focus(s.filter) }
	s.acts = kit.NewActs()
	s.acts.SetOnKey(kit.Steer(s.list))
	s.sure = kit.NewBanner(kit.Warn, "")
	s.sure.Acts().SetOnKey(func(k kit.Key) bool {
		if k.Name == fyne.KeyEscape {
			s.calm()
		}
		return k.Name == fyne.KeyEscape
	})
	s.sure.Hide()
	s.empty = kit.NewEmpty("")
	s.empty.Acts().SetOnKey(func(k kit.Key) bool {
		if k.Name == fyne.KeyUp {
			kit.Focus(s.filter)
		}
		return k.Name == fyne.KeyUp
	})
	s.page = kit.NewPage(kit.PageParts{
		Title: words.Say("rights.title", words.Args{"where": w.NameOf(hamlet)}), Above: []fyne.CanvasObject{s.filter, s.sure}, Body: s.list, Foot: s.acts,
		Acts: []*kit.Button{kit.NewButton(words.Say("rights.report"), "Ctrl+P", s.Print)},
	})
	return s
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "rights" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Hamlet is the hamlet whose people it is about.
func (s *Screen) Hamlet() uuid.UUID { return s.hamlet }

// Arrive takes the focus and reads anew.
func (s *Screen) Arrive() {
	s.focus()
	s.reload()
}

// Changed reads anew after a record moved.
func (s *Screen) Changed(sig registry.Signal) {
	if sig.Kind != registry.SignalSync {
		s.reload()
	}
}

func (s *Screen) focus() {
	switch {
	case s.sure.Visible():
		kit.Focus(s.sure.Acts())
	case len(s.book.lines(s.heap)) == 0 && s.empty.Acts().Count() > 0:
		kit.Focus(s.empty.Acts())
	case len(s.book.lines(s.heap)) == 0:
		kit.Focus(s.filter)
	default:
		kit.Focus(s.acts)
	}
}

func (s *Screen) reload() {
	work.Ask(&s.question, s.window.Runner(), s.window.Context(), func(ctx context.Context) (fieldwork.RightsBook, error) {
		return s.source.RightsBook(ctx, s.hamlet)
	}, func(b fieldwork.RightsBook, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		had, bare := s.read, len(s.book.lines(s.heap)) == 0
		s.book = book{b, s.source.Today()}
		if !had {
			s.heap, s.read = s.book.first(), true
		}
		s.show()
		if !had || bare != (len(s.book.lines(s.heap)) == 0) {
			s.focus() // what had it left the window
		}
		s.window.Shown(s.Name())
	})
}

func (s *Screen) choose(h heap) {
	s.heap = h
	s.calm()
	s.show()
	kit.Focus(s.filter)
}

// down goes from the filter to what can be done.
func (s *Screen) down(k kit.Key) bool {
	if k.Name != fyne.KeyDown && !k.Enter() {
		return false
	}
	s.focus()
	return true
}

// show draws the chosen list.
func (s *Screen) show() {
	at := s.list.Current()
	lines := s.book.lines(s.heap)
	for h := range heaps {
		s.filter.SetCount(int(h), words.Count(s.book.open(h)))
	}
	s.filter.SetPicked(int(s.heap))
	s.list.SetModel(kit.Rows[line](lines))
	s.list.Choose(min(max(at, 0), len(lines)-1))
	if len(lines) == 0 {
		s.acts.SetActs()
		text, acts := s.nothing()
		s.empty.Set(text, acts...)
		s.page.SetBody(s.empty)
	} else {
		s.acts.SetActs(s.offers()...)
		s.page.SetBody(s.list)
	}
	s.window.PanelChanged()
}

// nothing says why a list is empty, and what can be done.
func (s *Screen) nothing() (string, []kit.Act) {
	switch s.heap {
	case complaints:
		return words.Say("rights.nocomplaint"), []kit.Act{act("rights.newcomplaint", s.Add)}
	case consents:
		return words.Say("rights.noconsent"), []kit.Act{act("rights.newconsent", s.Add)}
	case grown:
		return words.Say("rights.nogrown"), nil
	}
	return words.Say("rights.norequest"), []kit.Act{act("rights.newrequest", s.Add)}
}

func act(key string, do func()) kit.Act { return kit.Act{Text: words.Say(key), Do: do} }

// offers are the acts of the list, what one does about a row first: Enter does
// that. Each keeps its digit whatever the row; one that has nothing to do says
// why.
func (s *Screen) offers() []kit.Act {
	switch s.heap {
	case complaints:
		return []kit.Act{act("rights.toanswer", s.reply), act("rights.newcomplaint", s.Add)}
	case consents:
		return []kit.Act{act("rights.openchild", s.openChild), act("rights.withdraw", s.withdraw), act("rights.newconsent", s.Add)}
	case grown:
		return []kit.Act{
			act("rights.openchild", s.openChild), act("rights.letgoone", s.letGo),
			{Text: words.Say("rights.letgo", words.Args{"n": viet.FormatInt(len(s.book.held(registry.HeldStill)))}), Do: s.letGoAll},
			act("rights.keepon", s.keepOn),
			{Text: words.Say("rights.erase", words.Args{"n": viet.FormatInt(len(s.book.held(registry.HeldNoMore)))}), Do: s.askErase},
		}
	}
	return []kit.Act{
		act("rights.toanswer", s.reply), act("rights.ack", s.acknowledge), act("rights.putoff", s.postpone),
		act("rights.openchild", s.openChild), act("rights.newrequest", s.Add),
	}
}

// Panel says what the law asks for.
func (s *Screen) Panel() (string, []kit.Fact) {
	facts := []kit.Fact{{Text: words.Say("rights.help." + []string{"requests", "complaints", "consents", "grown"}[s.heap])}}
	if l, ok := s.list.CurrentRow(); ok && s.read && len(s.book.lines(s.heap)) > 0 {
		facts = append(s.facts(l), facts...)
	}
	return words.Say("rights.help"), facts
}
