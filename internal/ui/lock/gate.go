package lock

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// Person is one who may come in.
type Person struct {
	Room int // people of one room can open no other
	Slot int
	Name string
	Once bool          // comes with a code and must choose a passphrase
	Wait time.Duration // before the next try
	Of   string        // whose the room is: "ap", "xa", or "" for nobody's yet
	Here bool          // the room is the one that is open
}

// Door is what opens. Its errors are registry.Errors with the keys pass_wrong,
// pass_wait, offline_expired, and those of the store.
type Door interface {
	People() []Person
	// Begin makes a room with its first person and opens it.
	Begin(ctx context.Context, name, pass string) error
	// Unlock opens for a person. What is open of another room is kept and closed,
	// once the passphrase was right.
	Unlock(ctx context.Context, who Person, pass string) error
	// Choose gives a person who came with a code a passphrase of their own.
	Choose(ctx context.Context, pass string) error
	// Reopen shows again what was hidden. After too many wrong PINs its error
	// has the key pin_spent, and the laptop is locked.
	Reopen(ctx context.Context, pin string) error
	// PINLeft is how many tries a PIN has, 0 when there is none.
	PINLeft() int
	// SetPIN makes the PIN that shows again what was hidden.
	SetPIN(ctx context.Context, pin string) error
	// Invite gives somebody a code that serves once, for the room that is open.
	Invite(ctx context.Context, name string) (code string, err error)
	// Remove takes somebody away and gives the laptop another key.
	Remove(ctx context.Context, slot int) error
	// Recoverable tells whether two officers of the province can open the laptop
	// when a passphrase was forgotten.
	Recoverable() bool
	// Carry writes what was not sent yet, encrypted for the province, onto a stick:
	// it needs no passphrase.
	Carry(ctx context.Context) (path string, err error)
}

// Gate is the window while it is shut.
type Gate struct {
	Window fyne.Window
	Runner work.Runner
	Ctx    context.Context
	Door   Door
	Trace  func(event, screen string)
	Opened func() // somebody came in
	Back   func() // what was hidden may be shown again

	form *kit.Form
	page *kit.Page
	busy bool
}

// show puts a page into the window, under no menu.
func (g *Gate) show(name string, page *kit.Page) {
	g.page, g.busy = page, false
	g.Window.SetMainMenu(nil)
	g.Window.SetOnDropped(nil)
	g.Window.Canvas().SetOnTypedKey(nil) // keys of what is hidden are not ours
	g.Window.Canvas().RemoveShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: fyne.KeyModifierControl})
	ground := canvas.NewRectangle(fyne.CurrentApp().Settings().Theme().Color(theme.ColorBg, 0))
	g.Window.SetContent(container.NewStack(ground, page))
	g.form.First()
	g.Trace("shown", name)
}

// try runs an act of the door once at a time.
func (g *Gate) try(act func(ctx context.Context) error, done func(error)) {
	if g.busy {
		return
	}
	g.busy = true
	g.form.ClearRemarks()
	g.page.SetNote(words.Say("lock.wait"))
	work.Do(g.Runner, g.Ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, act(ctx)
	}, func(_ struct{}, err error) {
		g.busy = false
		g.page.SetNote("")
		done(err)
	})
}

// Silent opens without asking anybody; what goes wrong is shown where a passphrase
// would be asked for.
func (g *Gate) Silent(act func(ctx context.Context) error) {
	g.Unlock("")
	g.try(act, func(err error) {
		if err != nil {
			g.refuse(rowPass, err)
			return
		}
		g.Opened()
	})
}

// refuse shows beside a row why not.
func (g *Gate) refuse(row string, err error) {
	g.form.SetRemark(row, kit.Explain(err, words.Find).Remark())
	g.form.Focus(row)
}

// The rows of the forms.
const (
	rowName  = "name"
	rowWho   = "who"
	rowPass  = "pass"
	rowAgain = "again"
	rowPIN   = "pin"
)

// secret is a field for a passphrase with a button that shows what is typed:
// people write longer ones when they see them.
type secret struct {
	field *kit.TextField
	show  *kit.Button
}

func newSecret() *secret {
	s := &secret{field: kit.NewSecretField()}
	s.show = kit.NewButton(words.Say("lock.show"), "", s.turn)
	return s
}

func (s *secret) turn() {
	s.field.Password = !s.field.Password
	s.field.Refresh()
	label := words.Say("lock.show")
	if !s.field.Password {
		label = words.Say("lock.hide")
	}
	s.show.SetLabel(label)
}

// Begin asks for the first person of a laptop; note, where there is one, says what
// happened before.
func (g *Gate) Begin(note string) {
	name := kit.NewTextField()
	pass, again := newSecret(), newSecret()
	text := words.Say("lock.begintext")
	if note != "" {
		text = note + "\n" + text
	}
	g.chooser(name, pass, again, words.Say("lock.begin"), words.Say("lock.begin.do"), text, func(ctx context.Context) error {
		return g.Door.Begin(ctx, name.Text, pass.field.Text)
	})
	g.show("begin", g.page)
}

// choose asks somebody who came with a code for a passphrase of their own.
func (g *Gate) choose(person Person) {
	name := kit.NewTextField()
	name.Put(person.Name)
	pass, again := newSecret(), newSecret()
	g.chooser(name, pass, again, words.Say("lock.choose"), words.Say("lock.choose.do"), words.Say("lock.choosetext"), func(ctx context.Context) error {
		return g.Door.Choose(ctx, pass.field.Text)
	})
	g.show("choose", g.page)
}

// chooser makes the form for a new passphrase, typed twice, with a judgement
// while it is typed. more are buttons beside those of every such form.
func (g *Gate) chooser(name *kit.TextField, pass, again *secret, title, doing, text string, act func(ctx context.Context) error, more ...*kit.Button) {
	do := func() {
		switch verdict := Judge(pass.field.Text, name.Text); {
		case name.Text == "":
			g.form.SetRemark(rowName, kit.Remark{Level: kit.Error, Text: words.Say("lock.noname")})
			g.form.Focus(rowName)
		case !verdict.Enough:
			g.form.SetRemark(rowPass, kit.Remark{Level: kit.Error, Text: words.Say(verdict.Why)})
			g.form.Focus(rowPass)
		case pass.field.Text != again.field.Text:
			g.form.SetRemark(rowAgain, kit.Remark{Level: kit.Error, Text: words.Say("lock.differ")})
			g.form.Focus(rowAgain)
		default:
			g.try(act, func(err error) {
				if err != nil {
					g.refuse(rowPass, err)
					return
				}
				g.Opened()
			})
		}
	}
	propose := kit.NewButton(words.Say("lock.propose"), "", func() { g.propose(pass, again) })
	g.form = kit.NewForm([]kit.Row{
		{Key: rowName, Label: words.Say("lock.name"), Fields: []kit.Field{name}},
		{Key: rowPass, Label: words.Say("lock.pass"), Fields: []kit.Field{pass.field}, Hint: words.Say("lock.passhint")},
		{Key: rowAgain, Label: words.Say("lock.again"), Fields: []kit.Field{again.field}},
	}, append([]*kit.Button{kit.NewMainButton(doing, "", do), propose, pass.show}, more...)...)
	pass.field.OnEdit = func(typed string) { g.form.SetRemark(rowPass, remarkOf(Judge(typed, name.Text))) }
	g.page = kit.NewPage(kit.PageParts{
		Title: title, Above: []fyne.CanvasObject{kit.NewWrapped(text, kit.Body, 3), kit.NewWrapped(words.Say("lock.forget"), kit.Quiet, 2)}, Body: g.form.View(),
	})
}

func remarkOf(v Strength) kit.Remark {
	level := kit.Warn
	if v.Enough {
		level = kit.Good
	}
	return kit.Remark{Level: level, Text: words.Say(v.Why)}
}

// propose fills in words drawn by lot, to be written down.
func (g *Gate) propose(pass, again *secret) {
	text, err := Propose(rand.Reader)
	if err != nil {
		g.refuse(rowPass, err)
		return
	}
	pass.field.Put(text)
	again.field.Put("")
	if pass.field.Password {
		pass.turn()
	}
	g.form.SetRemark(rowPass, kit.Remark{Level: kit.Good, Text: words.Say("lock.proposed")})
	g.form.Focus(rowAgain)
}

// Unlock asks who comes in; note says why it is shut.
func (g *Gate) Unlock(note string) {
	people := g.Door.People()
	who := kit.NewChoice(NamesOf(people)...)
	who.SetPicked(max(0, slices.IndexFunc(people, func(p Person) bool { return p.Here })))
	pass := newSecret()
	do := func() {
		picked := max(who.Picked(), 0)
		if picked >= len(people) {
			return
		}
		person := people[picked]
		g.try(func(ctx context.Context) error { return g.Door.Unlock(ctx, person, pass.field.Text) }, func(err error) {
			pass.field.Put("")
			switch {
			case err != nil:
				g.refuse(rowPass, err)
			case person.Once:
				g.choose(person)
			default:
				g.Opened()
			}
		})
	}
	rows := []kit.Row{
		{Key: rowWho, Label: words.Say("lock.who"), Fields: []kit.Field{who}},
		{Key: rowPass, Label: words.Say("lock.pass"), Fields: []kit.Field{pass.field}, Hint: g.help()},
	}
	carry := kit.NewButton(words.Say("lock.carry"), "", g.carry)
	another := kit.NewButton(words.Say("lock.room"), "", func() { g.another(note) })
	g.form = kit.NewForm(rows, kit.NewMainButton(words.Say("lock.open"), "", do), pass.show, carry, another)
	g.page = kit.NewPage(kit.PageParts{
		Title: words.Say("lock.title"), Above: []fyne.CanvasObject{kit.NewWrapped(note, kit.Body, 2)}, Body: g.form.View(),
	})
	g.show("unlock", g.page)
	g.form.Focus(rowPass)
}

// help says what to do about a forgotten passphrase, as this laptop has it.
func (g *Gate) help() string {
	if g.Door.Recoverable() {
		return words.Say("lock.helpoffice")
	}
	return words.Say("lock.help")
}

// Hide covers what is being worked on; a PIN, or a passphrase where there is
// none, shows it again.
func (g *Gate) Hide(note string) {
	if g.Door.PINLeft() == 0 {
		g.Unlock(note)
		return
	}
	pin := kit.NewSecretField()
	do := func() {
		g.try(func(ctx context.Context) error { return g.Door.Reopen(ctx, pin.Text) }, func(err error) {
			pin.Put("")
			switch {
			case err == nil:
				g.Back()
			case g.Door.PINLeft() == 0:
				g.Unlock(kit.Explain(err, words.Find).Remark().Text)
			default:
				g.refuse(rowPIN, err)
			}
		})
	}
	g.form = kit.NewForm([]kit.Row{
		{Key: rowPIN, Label: words.Say("lock.pin"), Fields: []kit.Field{pin}, Hint: words.Say("lock.pinhint")},
	}, kit.NewMainButton(words.Say("lock.open"), "", do))
	g.page = kit.NewPage(kit.PageParts{
		Title: words.Say("lock.title"), Above: []fyne.CanvasObject{kit.NewWrapped(note, kit.Body, 2)}, Body: g.form.View(),
	})
	g.show("hidden", g.page)
}

// carry takes what was not sent out of a laptop that nobody can open.
func (g *Gate) carry() {
	var path string
	g.try(func(ctx context.Context) (err error) {
		path, err = g.Door.Carry(ctx)
		return err
	}, func(err error) {
		if err != nil {
			g.refuse(rowPass, err)
			return
		}
		g.form.SetRemark(rowPass, kit.Remark{Level: kit.Good, Text: words.Say("lock.carried", words.Args{"path": path})})
	})
}
