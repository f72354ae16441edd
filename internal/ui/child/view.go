// Package child is the form of one child: added, or corrected.
package child

import (
	"context"
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Acts are what the form needs done.
type Acts interface {
	screen.Drafts
	Household(ctx context.Context, id uuid.UUID) (registry.HouseholdPage, error)
	Person(ctx context.Context, id uuid.UUID) (registry.Record[registry.Person], error)
	ViewSensitive(ctx context.Context, household, record uuid.UUID, fields ...string) error
	CheckChild(ctx context.Context, id uuid.UUID, p registry.Person) ([]registry.Finding, error)
	MaybeSame(ctx context.Context, id uuid.UUID, p registry.Person) ([]fieldwork.Alike, error)
	AddChild(ctx context.Context, p registry.Person, draft string) (fieldwork.Saved, error)
	CorrectChild(ctx context.Context, base registry.Record[registry.Person], after registry.Person, draft string) (fieldwork.Saved, error)
}

// Form is the screen.
type Form struct {
	window    screen.Window
	acts      Acts
	household uuid.UUID
	id        uuid.UUID // uuid.Nil for a new child

	hamlet  uuid.UUID
	base    registry.Record[registry.Person]
	ethnic  []string
	reasons reasonNames
	draft   *screen.Draft
	checked work.Latest
	alike   alike
	like    uuid.UUID       // of whom a new child's ethnic group was taken
	seen    map[string]bool // sensitive fields that were asked for, by code
	ready   bool
	saving  bool
	fields  *fields
	form    *kit.Form         // the first tab
	strip   *kit.Choice       // the tabs' names
	tabs    [tabs]*tab        // those that were turned to; never the first
	more    map[string]string // what was changed on them
	here    int               // the tab in sight
	placed  work.Latest
	meant   map[string]kit.Remark // what the places of that tab mean, by row
	save    *kit.Button
	foot    *kit.Text // beside the title the note of the draft would push the strip down
	trouble *screen.Trouble
	page    *kit.Page
}

// New makes the form. ethnic are the names of the ethnic groups, the common
// ones first.
func New(w screen.Window, acts Acts, ethnic []string, household, id uuid.UUID) *Form {
	f := &Form{window: w, acts: acts, household: household, id: id, ethnic: ethnic, reasons: allReasons(), seen: map[string]bool{}}
	f.draft = screen.NewDraft(w, acts, DraftKey(household, id), func() any { return Draft{f.base, f.typed()} }, f.kept)
	f.fields = newFields(w.Compose(), ethnic, f.edited, f.settled)
	f.save = kit.NewMainButton(words.Say("save"), "Ctrl+S", f.Save)
	f.form = kit.NewForm(f.fields.rows())
	f.wire(f.form)
	f.fields.veil.OnAsk = func() { f.see(registry.FieldEthnic) }
	f.fields.number.OnLeave = func(string) string { // its row goes on with where it was read
		f.check()
		return f.fields.number.Text
	}
	f.form.Words = screen.DateRemark
	f.strip = kit.NewChoice(say("", tabNames[:])...)
	f.strip.SetPicked(tabPerson)
	f.strip.OnPick = func(i int) { f.turn(max(i, 0)) }
	f.foot = kit.NewText(footText(), kit.Caption)
	f.trouble = screen.NewTrouble(func() { f.inSight().Back() })
	f.page = kit.NewPage(kit.PageParts{
		Title: " ", Beside: f.strip, Acts: []*kit.Button{f.save}, Above: []fyne.CanvasObject{f.trouble.View()}, Body: f.form.View(),
		Foot: f.foot,
	})
	return f
}

// DraftKey is where the form of a child is kept while it is typed; a household
// has one for a new child (uuid.Nil).
func DraftKey(household, id uuid.UUID) string { return draftKey(household, id) }

// Name names the screen in the log.
func (f *Form) Name() string { return "child" }

// View returns the screen.
func (f *Form) View() fyne.CanvasObject { return f.page }

// Hamlet is the hamlet of the household.
func (f *Form) Hamlet() uuid.UUID { return f.hamlet }

// Changed does nothing: what is being typed stays as it is.
func (f *Form) Changed(registry.Signal) {}

// opened is what the form starts from.
type opened struct {
	house registry.HouseholdPage
	base  registry.Record[registry.Person]
	like  uuid.UUID
}

// Arrive reads the child and the draft the first time.
func (f *Form) Arrive() {
	if f.ready {
		f.inSight().Back()
		return
	}
	f.form.First()
	work.Do(f.window.Runner(), f.window.Context(), func(ctx context.Context) (screen.Opened[opened, Draft], error) {
		return screen.Open[opened, Draft](ctx, f.acts, f.draft.Key(), f.read)
	}, f.show)
}

func (f *Form) read(ctx context.Context) (o opened, err error) {
	if o.house, err = f.acts.Household(ctx, f.household); err != nil {
		return o, err
	}
	if f.id == uuid.Nil {
		o.base.Value, o.like = fresh(o.house)
		return o, nil
	}
	o.base, err = f.acts.Person(ctx, f.id)
	return o, err
}

func (f *Form) show(o screen.Opened[opened, Draft], err error) {
	if err != nil {
		f.window.Fail(err)
		f.window.Leave(f)
		return
	}
	early := f.fields.typed().Name // keys may have come while the child was read
	f.like = o.Record.like
	f.base, f.hamlet = o.Record.base, o.Record.house.Household.Value.Hamlet
	f.offer(f.base.Value.Ethnic)
	p := f.base.Value
	f.fields.put(typedOf(p, f.reasons))
	f.title(o.Record.house.Household.Value.Number)
	f.restore(o)
	if f.id == uuid.Nil && !o.Found {
		f.fields.name.Put(early)
	}
	f.ready = true
	f.hide()
	f.idle()
	f.showAlike()
	if f.id != uuid.Nil {
		f.form.First() // marks the name that came
	}
	f.check()
	f.window.Shown(f.Name())
}

func (f *Form) title(stt int) {
	args := words.Args{"stt": words.STT(stt), "name": f.base.Value.Name}
	if f.id == uuid.Nil {
		f.page.SetTitle(words.Say("child.new", args))
		return
	}
	f.page.SetTitle(words.Say("child.title", args))
}

// restore puts a draft into the form, with the record that it was typed over.
func (f *Form) restore(o screen.Opened[opened, Draft]) {
	if o.Unread != nil {
		f.window.Fail(o.Unread)
	}
	if !o.Found {
		return
	}
	if f.id != uuid.Nil && o.Form.Base.ID == f.id {
		f.base = o.Form.Base
	}
	f.fields.put(o.Form.Typed)
	f.more = o.Form.Typed.More
	f.kept(f.draft.Note(o.At))
}

// offer makes sure that the list of ethnic groups has the one that the record
// bears, however it is spelt.
func (f *Form) offer(ethnic string) {
	if ethnic != "" && !slices.Contains(f.ethnic, ethnic) {
		f.ethnic = append(slices.Clip(f.ethnic), ethnic)
		f.fields.ethnic.SetOptions(named(f.ethnic))
	}
}

// OpenPhotos shows the child's papers; a new child has none before it is saved.
func (f *Form) OpenPhotos() {
	if f.id == uuid.Nil {
		f.window.Say(kit.Info, words.Say("photo.savefirst"))
		return
	}
	f.window.OpenPhotos(registry.KindPerson, f.id)
}

func (f *Form) edited() {
	f.idle()
	f.draft.Edited()
}

// settled is edited for what is whole at once: what was said of it is no longer
// so, before its row is left.
func (f *Form) settled() {
	f.edited()
	f.check()
}

// person is the child as it stands in the form.
func (f *Form) person() registry.Person {
	p := f.typed().Over(f.base.Value, words.ParseDate, f.reasons)
	if f.alike.toOfficer {
		p.Handled = maps.Clone(p.Handled)
		if p.Handled == nil {
			p.Handled = map[string]registry.Handling{}
		}
		p.Handled[registry.MaybeSame.Code] = registry.ToOfficer
	}
	return p
}

// idle takes rows out of the way that say nothing now. It is done while typing,
// before the focus could come to such a row.
func (f *Form) idle() {
	for row, idle := range f.fields.typed().Idle() {
		f.form.SetIdle(row, idle)
	}
}

// check shows what the rules say of what was typed so far. An empty new form
// is not scolded.
func (f *Form) check() {
	if !f.ready || f.fields.typed().Empty() && len(f.typed().More) == 0 {
		return
	}
	f.lock()
	p := f.person()
	work.Ask(&f.checked, f.window.Runner(), f.window.Context(), func(ctx context.Context) ([]registry.Finding, error) {
		return f.acts.CheckChild(ctx, f.id, p)
	}, func(found []registry.Finding, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		f.beside(found)
		f.problems()
		f.aboutNumber(p, found)
		f.showAlike()
	})
	f.lookAlike(p)
}

// problems shows what no rule of the record can see, and returns the first row.
func (f *Form) problems() (row string) {
	bad := f.fields.typed().Problems(f.ethnic, f.reasons)
	for _, key := range []string{rowWhy, rowSex} {
		if problem, ok := bad[key]; ok {
			f.form.SetRemark(key, kit.Remark{Level: kit.Error, Text: words.Say(string(problem))})
			row = key
		}
	}
	return row
}

// aboutNumber says beside the number what it means, so that it can be read
// back, and offers what can be done about a strange one.
func (f *Form) aboutNumber(p registry.Person, found []registry.Finding) {
	t := f.fields.typed()
	if t.Number == "" {
		return
	}
	worst, strange := registry.Beside(found, registry.FieldNumber)
	if !strange || worst.Severity == registry.Info {
		f.form.SetRemark(rowNumber, kit.Remark{Level: kit.Good, Text: f.meaning(p)})
		return
	}
	remark := screen.RemarkOf(worst)
	switch t.RemedyOf(found) {
	case AddZeros:
		remark.Text = words.Say("child.zeros", words.Args{"n": len(t.Number)})
		remark.Acts = []kit.Act{{Text: words.Say("child.addzeros"), Do: f.addZeros}}
	case SayWhy:
		remark.Text = words.Say("child.strange", words.Args{"means": meansOf(p), "why": screen.Words(worst)})
		for _, reason := range registry.NumberReasons {
			remark.Acts = append(remark.Acts, kit.Act{Text: words.Say("numberwhy." + reason), Do: func() { f.sayWhy(reason) }})
		}
	}
	f.form.SetRemark(rowNumber, remark)
}

// meaning is what stands beside a sound number: «Cà Mau · nam · 2015 · gia đình
// khai».
func (f *Form) meaning(p registry.Person) string {
	text := meansOf(p)
	if Locked(f.base.Value.Number) {
		return text + " · " + words.Say("child.locked")
	}
	if p.Number.Standing != registry.NoNumber {
		text += " · " + words.Say("number."+string(p.Number.Standing))
	}
	if p.Number.Reason != "" {
		text += " · " + words.Say("numberwhy."+p.Number.Reason)
	}
	return text
}

func meansOf(p registry.Person) string {
	m := registry.JudgePIN(string(p.Number.PIN), p.Birth, p.Sex).Means
	place := m.Province
	if place == "" {
		place = words.Say("child.code", words.Args{"code": m.Code})
	}
	return words.Say("child.means", words.Args{"province": place, "sex": words.Say("sex." + string(m.Sex)), "year": m.Year})
}

func (f *Form) addZeros() {
	f.fields.number.PutDigits(f.fields.typed().WithZeros())
	f.edited()
	f.form.Focus(rowNumber)
	f.check()
}

func (f *Form) sayWhy(reason string) {
	f.fields.reason = reason
	f.edited()
	f.form.Focus(rowNumber)
	f.check()
}

// lock says that the number is the police's, when somebody types over it, and
// puts it back.
func (f *Form) lock() {
	if !Locked(f.base.Value.Number) || f.fields.number.Digits() == string(f.base.Value.Number.PIN) {
		return
	}
	f.fields.number.PutDigits(string(f.base.Value.Number.PIN))
	f.window.Say(kit.Warn, words.Say("child.locked"))
}

// kept says when the draft was kept.
func (f *Form) kept(text string) { f.foot.Set(footText() + "   " + text) }

func footText() string { return words.Say("child.foot") + "   " + words.Say("sensitive.foot") }
