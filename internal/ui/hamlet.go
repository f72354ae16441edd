package ui

import (
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// readHamlets reads which hamlets the laptop works for.
func (s *Shell) readHamlets() {
	work.Do(s.Runner(), s.ctx, s.work.Hamlets, func(rows []registry.HamletRow, err error) {
		if err != nil {
			s.Fail(err)
			return
		}
		s.hamlets = rows
		if _, ok := s.row(s.hamlet); !ok {
			s.hamlet = uuid.Nil
		}
		s.showHamlet()
		s.list.Reload()
	})
}

func (s *Shell) row(id uuid.UUID) (registry.HamletRow, bool) {
	for _, h := range s.hamlets {
		if h.Unit == id {
			return h, true
		}
	}
	return registry.HamletRow{}, false
}

// oneHamlet is the hamlet that one works in: the chosen one, or the only one.
func (s *Shell) oneHamlet() (uuid.UUID, bool) {
	if s.hamlet == uuid.Nil && len(s.hamlets) == 1 {
		return s.hamlets[0].Unit, true
	}
	return s.hamlet, s.hamlet != uuid.Nil
}

// NameOf names a hamlet: ấp 4.
func (s *Shell) NameOf(id uuid.UUID) string {
	h, _ := s.row(id)
	return h.Name
}

// place names what the list shows.
func (s *Shell) place() string {
	if id, ok := s.oneHamlet(); ok {
		return s.NameOf(id)
	}
	return strings.ToLower(words.Say("hamlet.every"))
}

func (s *Shell) showHamlet() {
	label := words.Say("hamlet.all", words.Args{"n": len(s.hamlets)})
	if id, ok := s.oneHamlet(); ok {
		label = s.NameOf(id)
	}
	s.where.SetLabel(label)
	if len(s.hamlets) > 0 {
		s.top.SetUnit(s.commune())
	}
	s.top.Relayout()
}

// commune is whose data one looks at: that of the hamlet one works in, else the
// laptop's first.
func (s *Shell) commune() string {
	if id, ok := s.oneHamlet(); ok {
		if h, known := s.row(id); known {
			return h.Commune
		}
	}
	return s.hamlets[0].Commune
}

// ChooseHamlet works in one hamlet from now on, or in all. The paper that was
// being keyed in belongs to the hamlet before: it is put away.
func (s *Shell) ChooseHamlet(id uuid.UUID) {
	if id != s.hamlet {
		s.work.DropSheet()
	}
	s.hamlet = id
	value := ""
	if id != uuid.Nil {
		value = id.String()
	}
	s.store(settingHamlet, value)
	s.showHamlet()
	s.only(s.list)
}
