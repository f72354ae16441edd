package photos

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/photo"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/files"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// The rows of the form.
const (
	rowOf   = "of"
	rowKind = "kind"
	rowFile = "file"
)

// add is the form for one more picture: whose paper, which, and where the
// picture comes from. What will be kept is shown before it is saved.
type add struct {
	window   Window
	source   Source
	far      Far
	holders  []fieldwork.PhotoHolder
	question work.Latest
	of       *kit.PickField // nil when there is one holder
	kind     *kit.Choice    // nil for a signed list
	file     *kit.PickField
	form     *kit.Form
	picture  *kit.Picture
	page     *kit.Page
	raw      []byte // of the picture in sight
	busy     bool
}

func newAdd(w Window, source Source, far Far, holders []fieldwork.PhotoHolder) *add {
	a := &add{window: w, source: source, far: far, holders: holders, picture: kit.NewPicture(words.Say("photo.nofile"))}
	var rows []kit.Row
	if len(holders) > 1 {
		a.of = kit.NewPickField(holderOptions(holders), viet.SearchKey)
		a.of.PutOption("0")
		rows = append(rows, kit.Row{Key: rowOf, Label: words.Say("photo.whose"), Fields: []kit.Field{a.of}})
	}
	if holders[0].Kind != registry.KindPolice {
		a.kind = kit.NewChoice(kindNames()...)
		a.kind.SetPicked(0)
		rows = append(rows, kit.Row{Key: rowKind, Label: words.Say("photo.kind"), Fields: []kit.Field{a.kind}, Wide: true, Bare: true})
	}
	a.file = kit.NewPickField(nil, viet.SearchKey)
	a.file.OnPick = func(o kit.Option, ok bool) {
		if ok {
			a.open(o.ID)
		}
	}
	rows = append(rows, kit.Row{Key: rowFile, Label: words.Say("photo.file"), Fields: []kit.Field{a.file}, Wide: true, Bare: true})
	a.form = kit.NewForm(rows)
	a.form.OnEsc = w.Back
	a.page = kit.NewPage(kit.PageParts{
		Title: words.Say("photo.adding", words.Args{"name": nameOf(holders[0])}), Above: []fyne.CanvasObject{a.form}, Body: a.picture,
		Acts: []*kit.Button{kit.NewButton(words.Say("photo.shoot"), "Ctrl+N", a.Add), kit.NewMainButton(words.Say("photo.save"), "Ctrl+S", a.Save)},
	})
	return a
}

func holderOptions(holders []fieldwork.PhotoHolder) []kit.Option {
	out := make([]kit.Option, len(holders))
	for i, h := range holders {
		out[i] = kit.Option{ID: fmt.Sprint(i), Text: nameOf(h)}
	}
	return out
}

func kindNames() (out []string) {
	for _, k := range registry.PhotoKinds {
		out = append(out, words.Say("photo.short."+string(k)))
	}
	return out
}

// Name names the screen in the log.
func (a *add) Name() string { return "addphoto" }

// View returns the screen.
func (a *add) View() fyne.CanvasObject { return a.page }

// Changed does nothing: what is being chosen stays.
func (a *add) Changed(registry.Signal) {}

// Arrive takes the focus and looks for pictures.
func (a *add) Arrive() {
	a.form.First()
	work.Do(a.window.Runner(), a.window.Context(), func(context.Context) ([]files.Found, error) {
		return files.FindPictures(), nil
	}, func(found []files.Found, _ error) {
		a.file.SetOptions(files.Options(found))
		a.window.Shown(a.Name())
	})
}

// Drop takes the first of the files that were dragged into the window.
func (a *add) Drop(paths []string) {
	a.file.PutText(filepath.Base(paths[0]))
	a.open(paths[0])
}

// open reads a file and shows what would be kept of it.
func (a *add) open(path string) {
	a.take(func(context.Context) ([]byte, error) { return readPicture(path) })
}

// readPicture reads a file that is no larger than any picture.
func readPicture(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &registry.Error{Code: registry.NotFound, Key: "file_unread", Err: err}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, photo.MaxSource+1))
	if err != nil {
		return nil, &registry.Error{Code: registry.NotFound, Key: "file_unread", Err: err}
	}
	return raw, nil
}

// SettingCamera is the command that takes a picture.
const SettingCamera = "camera"

// Add takes a picture with the camera.
func (a *add) Add() {
	a.take(func(ctx context.Context) ([]byte, error) {
		command, err := a.source.Setting(ctx, SettingCamera)
		if err != nil {
			return nil, err
		}
		return a.far.Shoot(ctx, command)
	})
}

// taken is a picture with what would be kept of it.
type taken struct {
	raw  []byte
	kept image.Image
}

// take gets a picture and shows it as it would be kept.
func (a *add) take(get func(context.Context) ([]byte, error)) {
	a.raw = nil
	a.form.SetRemark(rowFile, kit.Remark{})
	a.picture.Set(nil, words.Say("photo.reading"))
	work.Ask(&a.question, a.window.Runner(), a.window.Context(), func(ctx context.Context) (t taken, err error) {
		if t.raw, err = get(ctx); err != nil {
			return t, err
		}
		p, err := photo.Make(t.raw)
		if err != nil {
			return t, err
		}
		t.kept, err = photo.Decode(p.Full.Bytes)
		return t, err
	}, func(t taken, err error) {
		if err != nil {
			a.failed(err)
			return
		}
		a.raw = t.raw
		a.picture.Set(t.kept, "")
		a.window.Shown("preview")
	})
}

func (a *add) failed(err error) {
	e := a.window.Explain(err)
	a.picture.Set(nil, e.Remark().Text)
	a.form.SetRemark(rowFile, e.Remark())
}

// Save keeps the picture in sight.
func (a *add) Save() {
	if a.busy {
		return
	}
	if len(a.raw) == 0 {
		a.form.SetRemark(rowFile, kit.Remark{Level: kit.Error, Text: words.Say("photo.nofile")})
		a.form.Focus(rowFile)
		return
	}
	h, raw, kind := a.holder(), a.raw, a.kindOf()
	a.busy = true
	work.Do(a.window.Runner(), a.window.Context(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, a.source.AddPhoto(ctx, h.Kind, h.ID, kind, raw)
	}, func(_ struct{}, err error) {
		a.busy = false
		if err != nil {
			a.failed(err)
			return
		}
		a.window.Leave(a)
		a.window.Saved(words.Say("photo.saved", words.Args{"kind": kindText(kind), "name": nameOf(h)}), "")
	})
}

func (a *add) kindOf() registry.PhotoKind {
	if a.kind == nil {
		return registry.PhotoSigned
	}
	if i := a.kind.Picked(); i >= 0 {
		return registry.PhotoKinds[i]
	}
	return registry.PhotoOther
}

// holder is whose paper it is.
func (a *add) holder() fieldwork.PhotoHolder {
	if a.of == nil {
		return a.holders[0]
	}
	if o, ok := a.of.Chosen(); ok {
		for i, option := range holderOptions(a.holders) {
			if option.ID == o.ID {
				return a.holders[i]
			}
		}
	}
	return a.holders[0]
}
