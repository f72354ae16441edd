package syncpage

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// near is what is known of hubs in the local network.
type near struct {
	own    screen.Hub
	found  []string
	looked bool
}

// text says in a line what can be reached, or what this laptop is itself.
func (n near) text(spooled int) string {
	switch {
	case n.own.On:
		text := words.Say("hub.self", words.Args{"at": strings.Join(n.own.Addresses, ", "), "code": n.own.Fingerprint})
		if spooled > 0 {
			text += " " + words.Say("hub.spooled", words.Args{"n": viet.FormatInt(spooled)})
		}
		return text
	case len(n.found) > 0:
		return words.Say("hub.found", words.Args{"at": n.found[0]})
	case !n.looked:
		return words.Say("hub.looking")
	}
	return words.Say("hub.none")
}

// hubActs are what can be done about hubs. They stand where they stand, also
// while one is still looked for: a digit never changes under the finger.
func (p *Page) hubActs() []kit.Act {
	var acts []kit.Act
	if !p.near.own.On {
		acts = append(acts, kit.Act{Text: words.Say("hub.send"), Do: p.sendNear},
			kit.Act{Text: words.Say("hub.type"), Do: func() { p.window.Show(newTyped(p)) }})
	}
	switch {
	case p.near.own.On:
		acts = append(acts, kit.Act{Text: words.Say("hub.stop"), Do: func() { p.setHub(false) }})
	case p.near.own.May:
		acts = append(acts, kit.Act{Text: words.Say("hub.be"), Do: func() { p.setHub(true) }})
	}
	return acts
}

// look asks what this laptop is, then the network for others.
func (p *Page) look() {
	work.Ask(&p.looking, p.window.Runner(), p.window.Context(), func(ctx context.Context) (n near, err error) {
		if n.own, err = p.sync.Hub(ctx); err != nil || n.own.On {
			return n, err
		}
		n.found, err = p.sync.FindHubs(ctx)
		n.looked = true
		if err != nil {
			err = nil // no network at all: then there is no hub either
		}
		return n, err
	}, func(n near, err error) {
		if err != nil {
			p.window.Fail(err)
			return
		}
		p.near = n
		p.hubs.SetActs(p.hubActs()...)
		p.Changed(registry.Signal{})
	})
}

// sendNear gives the hub that was found what waits.
func (p *Page) sendNear() {
	if len(p.near.found) == 0 {
		p.window.Say(kit.Info, p.near.text(0))
		return
	}
	p.sendVia(p.near.found[0], "")
}

// sendVia gives a hub what waits.
func (p *Page) sendVia(address, fingerprint string) {
	p.window.Say(kit.Info, words.Say("hub.sending", words.Args{"at": address}))
	p.do(func(ctx context.Context) (string, error) {
		via, err := p.sync.SendVia(ctx, address, fingerprint)
		return words.Say("hub.sent", words.Args{"hub": via.Hub, "up": viet.FormatInt(via.Sent), "down": viet.FormatInt(via.Received)}), err
	}, func(said string) string { return said })
}

func (p *Page) setHub(on bool) {
	p.do(func(ctx context.Context) (string, error) {
		return words.Say(map[bool]string{true: "hub.begun", false: "hub.stopped"}[on]), p.sync.SetHub(ctx, on)
	}, func(said string) string {
		p.look()
		return said
	})
}

// typed is the form for a hub's address, where the network does not tell.
type typed struct {
	page    *Page
	address *kit.TextField
	code    *kit.TextField
	form    *kit.Form
	view    *kit.Page
}

func newTyped(p *Page) *typed {
	t := &typed{page: p, address: kit.NewTextField(), code: kit.NewTextField()}
	t.form = kit.NewForm([]kit.Row{
		{Key: "address", Label: words.Say("hub.address"), Fields: []kit.Field{t.address}, Hint: words.Say("hub.addresshint")},
		{Key: "code", Label: words.Say("hub.code"), Fields: []kit.Field{t.code}, Hint: words.Say("hub.codehint")},
	}, kit.NewMainButton(words.Say("hub.send"), "Ctrl+S", t.Save))
	t.form.OnEsc = p.window.Back
	t.view = kit.NewPage(kit.PageParts{Title: words.Say("hub.title"), Body: t.form.View()})
	return t
}

// Name names the screen in the log.
func (t *typed) Name() string { return "hub" }

// View returns the screen.
func (t *typed) View() fyne.CanvasObject { return t.view }

// Arrive takes the focus.
func (t *typed) Arrive() {
	t.form.First()
	t.page.window.Shown(t.Name())
}

// Changed does nothing: what is being typed stays.
func (t *typed) Changed(registry.Signal) {}

// Save sends to the hub that was typed.
func (t *typed) Save() {
	t.form.Settle()
	address := strings.TrimSpace(t.address.Text)
	if address == "" {
		t.form.SetRemark("address", kit.Remark{Level: kit.Error, Text: words.Say("hub.addressmissing")})
		t.form.Focus("address")
		return
	}
	code := strings.TrimSpace(t.code.Text)
	t.page.window.Leave(t)
	t.page.sendVia(address, code)
}
