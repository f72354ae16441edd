// Package photos is the pictures of papers: those of a child, of a household
// with its people, of a list that came back signed. They are added from a file
// (picked, or dragged into the window) or by the camera, looked at large, and
// taken off a record, which undo takes back.
package photos

import (
	"context"
	"image"
	"maps"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/photo"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// Source is the work of the screens.
type Source interface {
	Photos(ctx context.Context, kind string, id uuid.UUID) (fieldwork.PhotoHolder, error)
	HouseholdPhotos(ctx context.Context, id uuid.UUID) ([]fieldwork.PhotoHolder, error)
	Photo(ctx context.Context, scope uuid.UUID, address registry.Address) ([]byte, error)
	AddPhoto(ctx context.Context, kind string, id uuid.UUID, of registry.PhotoKind, raw []byte) error
	ViewSensitive(ctx context.Context, household, record uuid.UUID, fields ...string) error
	RemovePhoto(ctx context.Context, kind string, id uuid.UUID, address registry.Address) error
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Far is where pictures are that are not on this laptop, and the camera beside
// it.
type Far interface {
	// FetchPhoto takes a picture from the province.
	FetchPhoto(ctx context.Context, scope uuid.UUID, address registry.Address) error
	// Shoot runs the camera's command and returns what it wrote.
	Shoot(ctx context.Context, command string) ([]byte, error)
	// Metered tells whether the line is paid for by what goes through it.
	Metered(ctx context.Context) bool
}

// Window is what the screens ask of the window besides what all ask.
type Window interface {
	screen.Window
	Show(sc screen.Screen)
}

// Of says whose pictures are shown.
type Of struct {
	Kind string // registry.KindPerson, KindHousehold (with its people) or KindPolice
	ID   uuid.UUID
}

// shot is a picture with whose it is.
type shot struct {
	registry.Photo
	holder fieldwork.PhotoHolder
}

// Gallery is the screen.
type Gallery struct {
	window   Window
	source   Source
	far      Far
	of       Of
	question work.Latest
	small    work.Latest // of the small pictures
	holders  []fieldwork.PhotoHolder
	shots    []shot
	images   map[registry.Address]image.Image
	noted    map[uuid.UUID]bool // holders whose pictures were shown
	thumbs   *kit.Thumbs
	acts     *kit.Acts
	empty    *kit.Empty
	page     *kit.Page
	ready    bool // it was read once
	busy     bool
}

// New makes the screen.
func New(w Window, source Source, far Far, of Of) *Gallery {
	g := &Gallery{window: w, source: source, far: far, of: of, thumbs: kit.NewThumbs(), acts: kit.NewActs(), images: map[registry.Address]image.Image{}, noted: map[uuid.UUID]bool{}}
	g.thumbs.OnOpen = func(int) { g.open() }
	g.acts.SetOnKey(kit.SteerThumbs(g.thumbs))
	g.empty = kit.NewEmpty(words.Say("photo.none"), kit.Act{Text: words.Say("photo.add"), Do: g.Add})
	g.page = kit.NewPage(kit.PageParts{Title: words.Say("photo.title"), Body: g.thumbs, Foot: g.acts})
	return g
}

// Name names the screen in the log.
func (g *Gallery) Name() string { return "photos" }

// View returns the screen.
func (g *Gallery) View() fyne.CanvasObject { return g.page }

// Arrive takes the focus and reads anew.
func (g *Gallery) Arrive() {
	if g.ready {
		g.focus()
	}
	g.read()
}

func (g *Gallery) focus() {
	if len(g.shots) == 0 {
		kit.Focus(g.empty.Acts())
		return
	}
	kit.Focus(g.acts)
}

// Changed reads anew.
func (g *Gallery) Changed(sig registry.Signal) {
	if sig.Kind != registry.SignalSync {
		g.read()
	}
}

// read asks for the pictures. Papers are sensitive data: that they are looked at
// is noted before the first of a record is shown, once while the screen is open.
func (g *Gallery) read() {
	noted := maps.Clone(g.noted)
	work.Ask(&g.question, g.window.Runner(), g.window.Context(), func(ctx context.Context) ([]fieldwork.PhotoHolder, error) {
		holders, err := holdersOf(ctx, g.source, g.of)
		for i := 0; i < len(holders) && err == nil; i++ {
			if h := holders[i]; len(h.Photos) > 0 && !noted[h.ID] {
				err = g.source.ViewSensitive(ctx, h.Household, h.ID, fieldOf(h.Kind))
			}
		}
		return holders, err
	}, func(holders []fieldwork.PhotoHolder, err error) {
		if err != nil {
			g.window.Fail(err)
			return
		}
		g.show(holders)
	})
}

// fieldOf is the field in which a record of a kind keeps its pictures.
func fieldOf(kind string) string {
	if kind == registry.KindPolice {
		return registry.FieldScans
	}
	return registry.FieldPhotos
}

func holdersOf(ctx context.Context, s Source, of Of) ([]fieldwork.PhotoHolder, error) {
	if of.Kind == registry.KindHousehold {
		return s.HouseholdPhotos(ctx, of.ID)
	}
	h, err := s.Photos(ctx, of.Kind, of.ID)
	return []fieldwork.PhotoHolder{h}, err
}

func (g *Gallery) show(holders []fieldwork.PhotoHolder) {
	g.holders, g.shots = holders, nil
	for _, h := range holders {
		g.noted[h.ID] = g.noted[h.ID] || len(h.Photos) > 0
		for _, p := range h.Photos {
			g.shots = append(g.shots, shot{p, h})
		}
	}
	g.page.SetTitle(words.Say("photo.titlen", words.Args{"name": nameOf(holders[0]), "n": len(g.shots)}))
	had := g.acts.Count() > 0
	if len(g.shots) == 0 {
		g.page.SetBody(g.empty)
		g.acts.SetActs()
	} else {
		g.page.SetBody(g.thumbs)
		g.acts.SetActs(g.offers()...)
	}
	if !g.ready || had != (len(g.shots) > 0) {
		g.ready = true
		g.focus()
	}
	g.thumbs.SetItems(g.items())
	g.window.PanelChanged()
	g.window.Shown(g.Name())
	g.readSmall()
}

func (g *Gallery) offers() []kit.Act {
	return []kit.Act{
		{Text: words.Say("photo.open"), Do: g.open},
		{Text: words.Say("photo.add"), Do: g.Add},
		{Text: words.Say("photo.remove"), Do: g.remove},
	}
}

// items are the pictures with their lines; small ones that are here are shown.
func (g *Gallery) items() []kit.Thumb {
	out := make([]kit.Thumb, len(g.shots))
	for i, s := range g.shots {
		out[i] = kit.Thumb{Image: g.images[s.Small], Text: kindText(s.Kind), Second: g.second(s)}
	}
	return out
}

// second is the line below a picture: whose it is where there are several, else
// since when and by whom.
func (g *Gallery) second(s shot) string {
	if len(g.holders) > 1 {
		return nameOf(s.holder)
	}
	return strings.Trim(s.On.Padded()+" · "+s.By, " ·")
}

// nameOf is who or what a holder is, for people.
func nameOf(h fieldwork.PhotoHolder) string {
	return words.Say("photo.of."+h.Kind, words.Args{"name": h.Name})
}

func kindText(k registry.PhotoKind) string {
	if k == "" {
		k = registry.PhotoOther
	}
	return words.Say("photo.kind." + string(k))
}

// readSmall shows the small pictures one after the other, those that are here
// first. Over a line that is paid for, none is fetched by itself.
func (g *Gallery) readSmall() {
	var missing []shot
	for _, s := range g.shots {
		if g.images[s.Small] == nil {
			missing = append(missing, s)
		}
	}
	if len(missing) == 0 {
		return
	}
	work.Ask(&g.small, g.window.Runner(), g.window.Context(), func(ctx context.Context) (map[registry.Address]image.Image, error) {
		return g.smallOf(ctx, missing)
	}, func(got map[registry.Address]image.Image, err error) {
		for address, img := range got {
			g.images[address] = img
		}
		for i, s := range g.shots {
			g.thumbs.SetImage(i, g.images[s.Small])
		}
		if err != nil {
			g.window.Say(kit.Info, kit.Explain(err, words.Find).Remark().Text)
		}
	})
}

func (g *Gallery) smallOf(ctx context.Context, missing []shot) (map[registry.Address]image.Image, error) {
	out := map[registry.Address]image.Image{}
	reach := !g.far.Metered(ctx)
	var failed error
	for _, s := range missing {
		img, err := look(ctx, g.source, g.far, s.holder.Scope, s.Small, reach)
		if err != nil {
			failed = err
			reach = false // one refusal is enough: what is here is still shown
			continue
		}
		out[s.Small] = img
	}
	return out, failed
}

// look returns a picture, fetched from the province when it is not here and the
// line may be used.
func look(ctx context.Context, s Source, far Far, scope uuid.UUID, address registry.Address, reach bool) (image.Image, error) {
	raw, err := s.Photo(ctx, scope, address)
	if registry.KeyOf(err) == "photo_absent" && reach {
		if err := far.FetchPhoto(ctx, scope, address); err != nil {
			return nil, err
		}
		raw, err = s.Photo(ctx, scope, address)
	}
	if err != nil {
		return nil, err
	}
	return photo.Decode(raw)
}

func (g *Gallery) open() {
	if i := g.thumbs.Current(); i >= 0 {
		g.window.Show(newLarge(g.window, g.source, g.far, g.shots, i, g.images))
	}
}

// Add opens the form for another picture.
func (g *Gallery) Add() {
	if len(g.holders) > 0 {
		g.window.Show(newAdd(g.window, g.source, g.far, g.holders))
	}
}

// Drop takes files that were dragged into the window.
func (g *Gallery) Drop(paths []string) {
	if len(g.holders) > 0 && len(paths) > 0 {
		form := newAdd(g.window, g.source, g.far, g.holders)
		g.window.Show(form)
		form.Drop(paths)
	}
}

// remove takes the chosen picture off its record.
func (g *Gallery) remove() {
	i := g.thumbs.Current()
	if i < 0 || g.busy {
		return
	}
	g.busy = true
	s := g.shots[i]
	work.Do(g.window.Runner(), g.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, g.source.RemovePhoto(ctx, s.holder.Kind, s.holder.ID, s.Address)
	}, func(_ struct{}, err error) {
		g.busy = false
		if err != nil {
			g.window.Fail(err)
			return
		}
		g.window.Saved(words.Say("photo.removed"), "")
		g.read()
	})
}

// Panel says what is kept of a picture.
func (g *Gallery) Panel() (string, []kit.Fact) {
	bytes := int64(0)
	for _, s := range g.shots {
		bytes += s.Bytes
	}
	return words.Say("photo.help"), []kit.Fact{
		{Text: words.Say("photo.help1")},
		{Text: words.Say("photo.help2")},
		{Text: words.Say("photo.help3")},
		{Text: words.Say("photo.size", words.Args{"kb": viet.FormatInt(int(bytes+1023) / 1024)})},
	}
}
