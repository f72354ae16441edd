package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
)

// ctrl is a key of the menu: alive also while a field has the focus.
func ctrl(key fyne.KeyName) fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl}
}

func item(key string, shortcut fyne.Shortcut, do func()) *fyne.MenuItem {
	it := fyne.NewMenuItem(words.Say(key), do)
	it.Shortcut = shortcut
	return it
}

// menu holds every key of the window. Z X C V A Y stay the field's own.
func (s *Shell) menu() *fyne.MainMenu {
	quit := item("menu.quit", ctrl(fyne.KeyQ), s.Close)
	quit.IsQuit = true
	apart := fyne.NewMenuItemSeparator
	file := fyne.NewMenu(
		words.Say("menu.file"),
		item("menu.export", nil, s.Export),
		item("menu.report", nil, s.Report),
		item("menu.review", nil, s.Review),
		item("menu.print", ctrl(fyne.KeyP), func() { ask(s, screen.Printer.Print) }),
		apart(),
		item("menu.rights", nil, s.Rights),
		item("menu.compliance", nil, s.Compliance),
		item("menu.guardian", nil, s.Guardian),
		apart(),
		item("menu.handover", nil, s.HandOver),
		item("menu.camera", nil, s.Camera),
	)
	if s.Lock != nil {
		file.Items = append(file.Items, item("menu.people", nil, s.People), apart(), item("menu.lock", ctrl(fyne.KeyL), s.Lock))
	}
	file.Items = append(file.Items, quit)
	return fyne.NewMainMenu(
		file,
		s.writeMenu(),
		s.viewMenu(),
		fyne.NewMenu(
			words.Say("menu.list"),
			item("menu.households", ctrl(fyne.Key1), func() { s.goTo(placeHouseholds) }),
			item("menu.cleaning", ctrl(fyne.Key3), func() { s.goTo(placeCleaning) }),
			item("menu.import", ctrl(fyne.Key4), func() { s.goTo(placeImport) }),
			item("menu.police", ctrl(fyne.Key5), func() { s.goTo(placePolice) }),
			item("menu.resurvey", nil, s.Resurvey),
			item("menu.placing", nil, s.Placing),
			item("menu.search", ctrl(fyne.KeyF), s.focusSearch),
			item("menu.hamlet", ctrl(fyne.KeyG), s.pickHamlet),
			item("menu.before", ctrl(fyne.KeyPageUp), func() { ask(s, func(l screen.Leafer) { l.Leaf(-1) }) }),
			item("menu.after", ctrl(fyne.KeyPageDown), func() { ask(s, func(l screen.Leafer) { l.Leaf(1) }) }),
		),
		fyne.NewMenu(
			words.Say("menu.sync"),
			item("menu.syncnow", ctrl(fyne.KeyR), s.syncNow),
			item("menu.syncpage", ctrl(fyne.Key2), func() { s.goTo(placeSync) }),
			item("menu.metered", nil, s.toggleMetered),
		),
		fyne.NewMenu(words.Say("menu.help"), item("menu.keys", ctrl(fyne.KeySlash), s.help), item("menu.rules", nil, s.Rules)),
	)
}

func (s *Shell) writeMenu() *fyne.Menu {
	return fyne.NewMenu(
		words.Say("menu.write"),
		item("menu.save", ctrl(fyne.KeyS), func() { ask(s, screen.Saver.Save) }),
		item("menu.savenext", ctrl(fyne.KeyReturn), func() { ask(s, screen.NextSaver.SaveNext) }),
		item("menu.undo", ctrl(fyne.KeyU), s.undo),
		fyne.NewMenuItemSeparator(),
		item("menu.visit", ctrl(fyne.KeyT), func() { ask(s, screen.Visitor.Visit) }),
		item("menu.add", ctrl(fyne.KeyN), func() { ask(s, screen.Adder.Add) }),
		item("menu.sheet", ctrl(fyne.KeyD), s.Sheet),
		item("menu.remark", ctrl(fyne.KeyE), func() { ask(s, screen.Remarker.ToRemark) }),
		item("menu.photos", ctrl(fyne.KeyI), func() { ask(s, screen.Photographed.OpenPhotos) }),
		item("menu.alike", ctrl(fyne.KeyJ), func() { ask(s, screen.Doubler.ToAlike) }),
		fyne.NewMenuItemSeparator(),
		item("menu.movehome", nil, func() { ask(s, screen.Mover.MoveHome) }),
		item("menu.erase", nil, func() { ask(s, screen.Eraser.Erase) }),
	)
}

// sizes of everything on the screen that the menu offers.
var sizes = []struct {
	key   string
	scale float32
}{{"menu.size85", 0.85}, {"menu.size100", 1}, {"menu.size115", 1.15}, {"menu.size150", 1.5}}

func (s *Shell) viewMenu() *fyne.Menu {
	m := fyne.NewMenu(
		words.Say("menu.view"),
		item("menu.pane", ctrl(fyne.KeyK), func() { s.frame.ShowPane(!s.frame.PaneShown()) }),
		fyne.NewMenuItemSeparator(),
		item("menu.light", nil, func() { s.setTheme(theme.Light) }),
		item("menu.dark", nil, func() { s.setTheme(theme.Dark) }),
		item("menu.sun", nil, func() { s.setTheme(theme.Sun) }),
		fyne.NewMenuItemSeparator(),
	)
	for _, size := range sizes {
		m.Items = append(m.Items, item(size.key, nil, func() { s.setScale(size.scale) }))
	}
	m.Items = append(
		m.Items, fyne.NewMenuItemSeparator(),
		item("menu.telex", nil, func() { s.setCompose("telex") }),
		item("menu.vni", nil, func() { s.setCompose("vni") }),
		item("menu.nocompose", nil, func() { s.setCompose("off") }),
	)
	return m
}

// ask asks the screen on top for something that it may not be able to do. It
// answers every key of the menu, also those pressed under another screen.
func ask[T any](s *Shell, do func(T)) {
	if able, ok := s.current().(T); ok {
		do(able)
	}
}
