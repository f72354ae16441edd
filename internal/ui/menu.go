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

// menu holds every key of the window.
func (s *Shell) menu() *fyne.MainMenu {
	quit := item("menu.quit", nil, s.close)
	quit.IsQuit = true
	enter := item("menu.savenext", ctrl(fyne.KeyReturn), func() { ask(s, screen.NextSaver.SaveNext) })
	return fyne.NewMainMenu(
		fyne.NewMenu(words.Say("menu.file"), quit),
		fyne.NewMenu(
			words.Say("menu.write"),
			item("menu.save", ctrl(fyne.KeyS), func() { ask(s, screen.Saver.Save) }), enter,
			item("menu.undo", ctrl(fyne.KeyU), s.undo),
			item("menu.visit", ctrl(fyne.KeyT), s.visit),
			item("menu.add", ctrl(fyne.KeyN), func() { ask(s, screen.Adder.Add) }),
			item("menu.sheet", ctrl(fyne.KeyD), s.Sheet),
			item("menu.remark", ctrl(fyne.KeyE), func() { ask(s, screen.Remarker.ToRemark) }),
		),
		fyne.NewMenu(
			words.Say("menu.view"),
			item("menu.pane", ctrl(fyne.KeyK), func() { s.frame.ShowPane(!s.frame.PaneShown()) }),
			item("menu.light", nil, func() { s.setTheme(theme.Light) }),
			item("menu.dark", nil, func() { s.setTheme(theme.Dark) }),
			item("menu.sun", nil, func() { s.setTheme(theme.Sun) }),
			item("menu.telex", nil, func() { s.setCompose("telex") }),
			item("menu.vni", nil, func() { s.setCompose("vni") }),
			item("menu.nocompose", nil, func() { s.setCompose("off") }),
		),
		fyne.NewMenu(
			words.Say("menu.list"),
			item("menu.households", ctrl(fyne.Key1), func() { s.goTo(placeHouseholds) }),
			item("menu.search", ctrl(fyne.KeyF), s.focusSearch),
			item("menu.hamlet", ctrl(fyne.KeyG), s.pickHamlet),
		),
		fyne.NewMenu(
			words.Say("menu.sync"),
			item("menu.syncnow", ctrl(fyne.KeyR), s.syncNow),
			item("menu.syncpage", ctrl(fyne.Key2), func() { s.goTo(placeSync) }),
		),
		fyne.NewMenu(words.Say("menu.help"), item("menu.keys", ctrl(fyne.KeySlash), s.help)),
	)
}

// ask asks the screen on top for something that it may not be able to do.
func ask[T any](s *Shell, do func(T)) {
	if s.work == nil && len(s.stack) == 0 {
		return
	}
	if able, ok := s.current().(T); ok {
		do(able)
	}
}
