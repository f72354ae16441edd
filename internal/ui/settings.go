package ui

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/photos"
	"thamho.vn/internal/ui/setting"
	"thamho.vn/internal/ui/theme"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
	"thamho.vn/internal/viet"
)

// The settings that are kept on the laptop.
const (
	settingTheme   = "theme"
	settingCompose = "compose"
	settingHamlet  = "hamlet"
)

// Guardian shows the form for who answers for the protection of data.
func (s *Shell) Guardian() {
	s.typed(func() setting.Setting {
		return setting.Setting{
			Name: "guardian", Title: words.Say("guardian.title"), Label: words.Say("guardian.name"), Hint: words.Say("guardian.hint"),
			Saved: words.Say("guardian.saved"), Read: s.work.Guardian, Write: s.work.SetGuardian,
		}
	})
}

// Camera shows the form for the camera's command.
func (s *Shell) Camera() {
	s.typed(func() setting.Setting {
		return setting.Setting{
			Name: "camera", Title: words.Say("camera.title"), Label: words.Say("camera.command"), Hint: words.Say("camera.hint"),
			Saved: words.Say("camera.saved"),
			Read:  func(ctx context.Context) (string, error) { return s.work.Setting(ctx, photos.SettingCamera) },
			Write: func(ctx context.Context, command string) error {
				return s.work.SetSetting(ctx, photos.SettingCamera, strings.TrimSpace(command))
			},
		}
	})
}

// typed shows the form of a setting that is typed.
func (s *Shell) typed(of func() setting.Setting) {
	if s.work == nil {
		return
	}
	if what := of(); s.current().Name() != what.Name {
		s.push(setting.New(s, what))
	}
}

// SettingMetered is "1" while the line is paid for by what goes through it:
// pictures then wait for a better one.
const SettingMetered = "metered"

// composers are the ways to type Vietnamese that the app has itself.
var composers = map[string]kit.Composer{"telex": viet.Telex, "vni": viet.VNI, "off": nil}

func (s *Shell) restoreSettings() {
	s.compose = composers[s.setting(settingCompose, DefaultComposer)]
	if s.Theme == "" {
		s.App.Settings().SetTheme(theme.New(theme.Variant(s.setting(settingTheme, string(theme.Light)))))
	}
	if id, err := uuid.Parse(s.setting(settingHamlet, "")); err == nil {
		s.hamlet = id
	}
}

// setting reads a setting; one that can't be read counts as never set.
func (s *Shell) setting(key, otherwise string) string {
	value, err := s.work.Setting(s.ctx, key)
	if err != nil {
		s.Log.Error("setting", "key", key, "err", err)
	}
	if value == "" {
		return otherwise
	}
	return value
}

// store keeps a setting.
func (s *Shell) store(key, value string) {
	if s.work == nil {
		return
	}
	work.Do(s.Runner(), s.ctx, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, s.work.SetSetting(ctx, key, value)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.Fail(err)
		}
	})
}

func (s *Shell) setTheme(v theme.Variant) {
	s.App.Settings().SetTheme(theme.New(v))
	s.store(settingTheme, string(v))
}

// setCompose changes how names are typed; a form that is open goes on with
// what it began with.
func (s *Shell) setCompose(name string) {
	s.compose = composers[name]
	s.store(settingCompose, name)
	s.Say(kit.Info, words.Say("compose."+name))
}

// toggleMetered says that the line is paid for by what goes through it, or that
// it is no longer.
func (s *Shell) toggleMetered() {
	if s.work == nil {
		return
	}
	if s.setting(SettingMetered, "") == "1" {
		s.store(SettingMetered, "")
		s.Say(kit.Info, words.Say("metered.off"))
		return
	}
	s.store(SettingMetered, "1")
	s.Say(kit.Info, words.Say("metered.on"))
}

// setScale keeps a size; the toolkit takes it up at the next start.
func (s *Shell) setScale(scale float32) {
	if err := s.SetScale(scale); err != nil {
		s.Fail(err)
		return
	}
	s.Say(kit.Info, words.Say("scale.next"))
}
