package child

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/screen"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// alike is the place of the form that says who on record may be this child.
type alike struct {
	asked     work.Latest
	found     []fieldwork.Alike
	others    map[uuid.UUID]bool // said to be other children
	toOfficer bool               // an officer is to decide
}

// lookAlike asks who may be the child that is being typed.
func (f *Form) lookAlike(p registry.Person) {
	work.Ask(&f.alike.asked, f.window.Runner(), f.window.Context(), func(ctx context.Context) ([]fieldwork.Alike, error) {
		return f.acts.MaybeSame(ctx, f.id, p)
	}, func(found []fieldwork.Alike, err error) {
		if err != nil {
			f.window.Fail(err)
			return
		}
		f.alike.found = nil
		for _, a := range found {
			if !f.alike.others[a.Child.ID] {
				f.alike.found = append(f.alike.found, a)
			}
		}
		f.showAlike()
	})
}

// showAlike shows the likeliest; its row is idle while there is none, so that
// nothing moves.
func (f *Form) showAlike() {
	f.form.SetIdle(rowAlike, len(f.alike.found) == 0)
	if len(f.alike.found) == 0 {
		f.form.SetRemark(rowAlike, kit.Remark{})
		return
	}
	a := f.alike.found[0]
	f.fields.alike.SetActs(
		kit.Act{Text: words.Say("child.alikeopen"), Do: func() { f.window.OpenChild(a.Child.Value.Household, a.Child.ID) }},
		kit.Act{Text: words.Say("child.alikeother"), Do: func() { f.notAlike(a.Child.ID) }},
		kit.Act{Text: words.Say("child.alikeofficer"), Do: f.alikeToOfficer},
	)
	f.form.SetRemark(rowAlike, kit.Remark{Level: kit.Warn, Text: alikeText(a, f.window.NameOf(a.Household.Hamlet))})
}

// alikeText says who it is: «Nguyễn Thị D · 2021 · hộ 047, ấp 7 · giống tên, mẹ».
func alikeText(a fieldwork.Alike, hamlet string) string {
	p := a.Child.Value
	parts := []string{p.Name, p.Birth.String(), words.Say("child.alikehome", words.Args{"stt": words.STT(a.Household.Number), "hamlet": hamlet})}
	return strings.Join(parts, " · ") + " · " + screen.ScoreLine(a.Score)
}

// notAlike takes one for another child.
func (f *Form) notAlike(id uuid.UUID) {
	if f.alike.others == nil {
		f.alike.others = map[uuid.UUID]bool{}
	}
	f.alike.others[id] = true
	f.alike.found = f.alike.found[1:]
	f.showAlike()
	f.form.Focus(rowName)
}

func (f *Form) alikeToOfficer() {
	f.alike.toOfficer, f.alike.found = true, nil
	f.showAlike()
	f.edited()
	f.window.Say(kit.Info, words.Say("child.alikesent"))
	f.form.Focus(rowName)
}

// ToAlike goes to who may be the same child.
func (f *Form) ToAlike() {
	if len(f.alike.found) == 0 {
		f.window.Say(kit.Info, words.Say("child.noalike"))
		return
	}
	f.form.Focus(rowAlike)
}
