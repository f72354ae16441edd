// Package handover is the screen on which somebody who goes leaves the work of a
// hamlet to somebody who comes: what is open, what was promised, what lies at
// the police, and the book to sign.
package handover

import (
	"context"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/papers/folder"
	"thamho.vn/internal/papers/forms"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Source is the work of the screen.
type Source interface {
	OpenWork(ctx context.Context, hamlet uuid.UUID) (fieldwork.OpenWork, error)
	HandOver(ctx context.Context, o fieldwork.OpenWork, to string) error
	Today() registry.Date
}

const rowTo = "to"

// rowOf says beside which row a remark stands.
var rowOf = map[string]string{"nhan": rowTo}

// Screen is the screen.
type Screen struct {
	window   screen.Window
	source   Source
	hamlet   uuid.UUID
	question work.Latest
	open     fieldwork.OpenWork
	to       *kit.TextField
	facts    [5]*kit.Text
	form     *kit.Form
	page     *kit.Page
	busy     bool
}

// New makes the screen for a hamlet.
func New(w screen.Window, source Source, hamlet uuid.UUID) *Screen {
	s := &Screen{window: w, source: source, hamlet: hamlet, to: kit.NewTextField()}
	s.to.Compose, s.to.OnLeave = w.Compose(), viet.Clean
	rows := []kit.Row{{Key: rowTo, Label: words.Say("handover.to"), Fields: []kit.Field{s.to}, Hint: words.Say("handover.tohint")}}
	for i, key := range []string{"handover.open", "handover.police", "handover.promised", "handover.devices", "handover.waiting"} {
		s.facts[i] = kit.NewWrapped(" ", kit.Body, 3)
		rows = append(rows, kit.Row{Key: key, Label: words.Say(key), Static: s.facts[i], Wide: true, Bare: true})
	}
	s.form = kit.NewForm(rows, kit.NewMainButton(words.Say("handover.save"), "Ctrl+S", s.Save), kit.NewButton(words.Say("handover.print"), "Ctrl+P", s.Print))
	s.form.OnEsc = w.Back
	s.page = kit.NewPage(kit.PageParts{Title: words.Say("handover.title", words.Args{"where": w.NameOf(hamlet)}), Body: s.form.View(), Foot: kit.NewText(words.Say("handover.foot"), kit.Caption)})
	return s
}

// Name names the screen in the log.
func (s *Screen) Name() string { return "handover" }

// View returns the screen.
func (s *Screen) View() fyne.CanvasObject { return s.page }

// Hamlet is the hamlet that is handed over.
func (s *Screen) Hamlet() uuid.UUID { return s.hamlet }

// Arrive takes the focus and gathers what is open.
func (s *Screen) Arrive() {
	s.form.First()
	s.Changed(registry.Signal{})
}

// Changed gathers anew what is open.
func (s *Screen) Changed(registry.Signal) {
	work.Ask(&s.question, s.window.Runner(), s.window.Context(), func(ctx context.Context) (fieldwork.OpenWork, error) {
		return s.source.OpenWork(ctx, s.hamlet)
	}, func(o fieldwork.OpenWork, err error) {
		if err != nil {
			s.window.Fail(err)
			return
		}
		s.open = o
		s.show()
	})
}

func (s *Screen) show() {
	o := s.open
	for i, text := range []string{
		words.Say("handover.openn", words.Args{"revisits": len(o.Revisits), "drafts": o.Drafts, "disputes": o.Disputes, "held": o.Held}),
		listsText(o.Lists),
		promisedText(o.Revisits),
		devicesText(o.Devices),
		waitingText(o),
	} {
		s.facts[i].Set(text)
	}
	s.form.Refresh()
	s.window.Shown(s.Name())
}

// listsText says what lies at the police: «DS-03: 41 trẻ, 12 ngày».
func listsText(lists []fieldwork.OpenList) string {
	var parts []string
	for _, l := range lists {
		parts = append(parts, words.Say("handover.list", words.Args{"code": l.Code, "n": l.Waiting, "days": max(l.Days, 0)}))
	}
	if len(parts) == 0 {
		return words.Say("handover.nothing")
	}
	return strings.Join(parts, " · ")
}

// devicesText names the laptops, this one first.
func devicesText(all []registry.Device) string {
	var parts []string
	for _, d := range all {
		parts = append(parts, deviceName(d)+" ("+d.Name+")")
	}
	if len(parts) == 0 {
		return words.Say("handover.nothing")
	}
	return strings.Join(parts, " · ")
}

func deviceName(d registry.Device) string {
	switch {
	case d.Mine:
		return words.Say("handover.thisdevice")
	case d.Role == registry.RoleCommune:
		return words.Say("handover.communedevice")
	}
	return words.Say("handover.otherdevice")
}

// waitingText says what was not sent yet, and that it is no hindrance.
func waitingText(o fieldwork.OpenWork) string {
	text := words.Say("handover.allsent")
	if o.Sync.Pending > 0 {
		text = words.Say("handover.waitingn", words.Args{"n": viet.FormatInt(o.Sync.Pending), "from": o.From})
	}
	if o.Sync.Photos > 0 {
		text += " · " + words.Say("handover.photos", words.Args{"n": viet.FormatInt(o.Sync.Photos)})
	}
	return text
}

// shownPromises is how many households are named on the screen; the book names
// more.
const shownPromises = 6

func promisedText(rows []registry.HouseholdRow) string {
	var parts []string
	for _, r := range rows[:min(len(rows), shownPromises)] {
		parts = append(parts, strings.TrimSpace(words.STT(r.Number)+" "+r.Head+" "+r.Next.Padded()))
	}
	if more := len(rows) - len(parts); more > 0 {
		parts = append(parts, words.Say("handover.more", words.Args{"n": more}))
	}
	if len(parts) == 0 {
		return words.Say("handover.nothing")
	}
	return strings.Join(parts, " · ")
}

// Print writes the book.
func (s *Screen) Print() {
	s.form.Settle()
	open, to := s.open, s.to.Text
	s.do(func(context.Context) (string, error) { return book(open, to, s.source.Today()) }, func(path string) {
		s.window.Saved(words.Say("police.printed", words.Args{"path": path}), "")
	})
}

// Save writes the book and notes the hand-over.
func (s *Screen) Save() {
	s.form.Settle()
	open, to := s.open, s.to.Text
	s.do(func(ctx context.Context) (string, error) {
		if err := s.source.HandOver(ctx, open, to); err != nil {
			return "", err
		}
		return book(open, to, s.source.Today())
	}, func(path string) {
		s.window.Leave(s)
		s.window.Saved(words.Say("handover.done", words.Args{"to": to, "path": path}), "")
	})
}

// do runs one act at a time.
func (s *Screen) do(act func(context.Context) (string, error), done func(path string)) {
	if s.busy || s.open.Hamlet.Unit == uuid.Nil {
		return
	}
	s.busy = true
	work.Do(s.window.Runner(), s.window.Context(), act, func(path string, err error) {
		s.busy = false
		if err == nil {
			done(path)
			return
		}
		screen.FailBeside(s.window, s.form, err, rowOf)
	})
}

// book writes the paper and returns where it is.
func book(o fieldwork.OpenWork, to string, on registry.Date) (string, error) {
	office, err := forms.OfficeFor(o.Hamlet)
	if err != nil {
		return "", err
	}
	dir, err := folder.Dir()
	if err != nil {
		return "", err
	}
	h := forms.Handover{
		From: o.From, To: to, On: on, Where: o.Hamlet.Name + ", " + o.Hamlet.Commune, Revisits: o.Revisits,
		Left: []forms.Count{
			{Name: words.Say("handover.left.revisits"), N: len(o.Revisits)},
			{Name: words.Say("handover.left.drafts"), N: o.Drafts},
			{Name: words.Say("handover.left.disputes"), N: o.Disputes},
			{Name: words.Say("handover.left.held"), N: o.Held},
			{Name: words.Say("handover.left.pending"), N: o.Sync.Pending},
			{Name: words.Say("handover.left.photos"), N: o.Sync.Photos},
		},
	}
	for _, l := range o.Lists {
		h.Lists = append(h.Lists, forms.HandedList{Code: l.Code, On: l.On, Waiting: l.Waiting})
	}
	for _, d := range o.Devices {
		h.Devices = append(h.Devices, forms.HandedDevice{Name: deviceName(d), Who: d.Name, Code: strings.ToUpper(d.Device.String()[:8])})
	}
	path := filepath.Join(dir, "so-ban-giao_"+folder.Plain(o.Hamlet.Name)+"_"+on.ISO()+".pdf")
	office.Guardian = o.Guardian
	doc := forms.HandoverBook(h, office)
	return path, folder.Write(path, doc.PDF)
}
