package lock

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// people is the page of those who may open the laptop: somebody new gets a code,
// who leaves is taken away on the spot, and one's own PIN is chosen. It has only
// those of the room that is open.
type people struct {
	*Gate
	who  *kit.Choice
	all  []Person
	name *kit.TextField
	pin  *kit.TextField
}

// People shows the page; Back leaves it.
func (g *Gate) People() {
	p := &people{Gate: g, all: g.Door.People(), name: kit.NewTextField(), pin: kit.NewSecretField()}
	p.all = slices.DeleteFunc(p.all, func(one Person) bool { return !one.Here }) // others are their room's business
	p.who = kit.NewChoice(NamesOf(p.all)...)
	above := []fyne.CanvasObject{kit.NewWrapped(words.Say("people.text"), kit.Body, 2)}
	if slices.ContainsFunc(p.all, func(one Person) bool { return one.Of == "xa" }) {
		above = append(above, kit.NewWrapped(words.Say("people.commune"), kit.Body, 2))
	}
	g.form = kit.NewForm(
		[]kit.Row{
			{Key: rowPIN, Label: words.Say("people.pin"), Fields: []kit.Field{p.pin}, Hint: words.Say("people.pinhint")},
			{Key: rowName, Label: words.Say("people.name"), Fields: []kit.Field{p.name}, Hint: words.Say("people.namehint")},
			{Key: rowWho, Label: words.Say("people.who"), Fields: []kit.Field{p.who}, Hint: words.Say("people.whohint")},
		},
		kit.NewButton(words.Say("people.setpin"), "", p.setPIN),
		kit.NewButton(words.Say("people.invite"), "", p.invite),
		kit.NewButton(words.Say("people.remove"), "", p.remove),
		kit.NewMainButton(words.Say("people.back"), "Esc", g.Back),
	)
	g.form.OnEsc = g.Back
	g.page = kit.NewPage(kit.PageParts{
		Title: words.Say("people.title"), Above: above, Body: g.form.View(),
	})
	g.show("people", g.page)
}

func (p *people) setPIN() {
	pin := p.pin.Text
	p.try(func(ctx context.Context) error { return p.Door.SetPIN(ctx, pin) }, func(err error) {
		p.pin.Put("")
		if err != nil {
			p.refuse(rowPIN, err)
			return
		}
		p.form.SetRemark(rowPIN, kit.Remark{Level: kit.Good, Text: words.Say("people.pinset")})
	})
}

func (p *people) invite() {
	name, code := strings.TrimSpace(p.name.Text), ""
	if name == "" {
		p.form.SetRemark(rowName, kit.Remark{Level: kit.Error, Text: words.Say("lock.noname")})
		p.form.Focus(rowName)
		return
	}
	p.try(func(ctx context.Context) (err error) {
		code, err = p.Door.Invite(ctx, name)
		return err
	}, func(err error) {
		if err != nil {
			p.refuse(rowName, err)
			return
		}
		p.form.SetRemark(rowName, kit.Remark{Level: kit.Good, Text: words.Say("people.code", words.Args{"code": grouped(code)})})
	})
}

func (p *people) remove() {
	picked := p.who.Picked()
	if picked < 0 {
		p.form.SetRemark(rowWho, kit.Remark{Level: kit.Warn, Text: words.Say("people.pick")})
		p.form.Focus(rowWho)
		return
	}
	slot := p.all[picked].Slot
	p.try(func(ctx context.Context) error { return p.Door.Remove(ctx, slot) }, func(err error) {
		if err != nil {
			p.refuse(rowWho, err)
			return
		}
		p.Opened() // the screens begin anew on the file with its new key
	})
}

// grouped writes a code in fours, to be read out.
func grouped(code string) string {
	var parts []string
	for len(code) > 4 {
		parts, code = append(parts, code[:4]), code[4:]
	}
	return strings.Join(append(parts, code), " ")
}
