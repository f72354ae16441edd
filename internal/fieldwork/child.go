package fieldwork

import (
	"context"
	"maps"

	"github.com/google/uuid"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// AddChild writes a new child of the household p.Household and drops the draft
// of its form.
func (w *Work) AddChild(ctx context.Context, p registry.Person, draft string) (Saved, error) {
	page, err := w.store.Household(ctx, p.Household)
	if err != nil {
		return Saved{}, err
	}
	p = tidyPerson(p)
	found, err := w.CheckChild(ctx, uuid.Nil, p)
	if err != nil {
		return Saved{}, err
	}
	if err := refuse(found); err != nil {
		return Saved{}, err
	}
	home := home{page.Household.Scope, p.Household}
	id, n, err := create(ctx, w, home, registry.KindPerson, p, draft)
	return Saved{Record: id, Found: found, Fields: n}, err
}

// CorrectChild writes what differs from base, the record with which the form
// was opened.
func (w *Work) CorrectChild(ctx context.Context, base registry.Record[registry.Person], after registry.Person, draft string) (Saved, error) {
	after = tidyPerson(after)
	found, err := w.CheckChild(ctx, base.ID, after)
	if err != nil {
		return Saved{}, err
	}
	if err := refuse(found); err != nil {
		return Saved{}, err
	}
	now, err := w.store.Person(ctx, base.ID)
	if err != nil {
		return Saved{}, err
	}
	meanwhile, err := changedMeanwhile(base.Value, now.Value, after)
	if err != nil {
		return Saved{}, err
	}
	home := home{base.Scope, base.Value.Household}
	n, err := correct(ctx, w, home, registry.KindPerson, base, after, draft)
	return Saved{Record: base.ID, Found: append(found, meanwhile...), Fields: n}, err
}

// CheckChild looks at a child as it stands in a form: the rules, what the
// province returned and is still as it was, and whether another person bears the
// number. id is uuid.Nil for a new child.
func (w *Work) CheckChild(ctx context.Context, id uuid.UUID, p registry.Person) ([]registry.Finding, error) {
	found := registry.CheckPerson(p, w.Today())
	if id != uuid.Nil {
		back, err := w.stillReturned(ctx, id, p)
		if err != nil {
			return found, err
		}
		found = append(found, back...)
	}
	holders, err := w.store.NumberHolders(ctx, registry.JudgePIN(string(p.Number.PIN), p.Birth, p.Sex).PIN, id)
	if err != nil || len(holders) == 0 {
		return found, err
	}
	other, err := w.store.Person(ctx, holders[0])
	if err != nil {
		return found, err
	}
	shared := registry.Finding{Rule: registry.NumberShared, Args: registry.Args{"name": other.Value.Name}}
	return append(found, shared), nil
}

// stillReturned are the facts of a child that another record bears, as far as the
// form leaves them as they are. What the child breaks by itself, the rules find.
func (w *Work) stillReturned(ctx context.Context, id uuid.UUID, p registry.Person) ([]registry.Finding, error) {
	now, err := w.store.Person(ctx, id)
	if err != nil || len(now.Returned) == 0 {
		return nil, err
	}
	changed, err := registry.Diff(now.Value, p)
	if err != nil {
		return nil, err
	}
	var found []registry.Finding
	for _, rule := range []registry.Rule{registry.NumberTaken, registry.CertificateTaken} {
		if _, mended := changed[rule.Field]; !mended && now.Returned[rule.Field].Rule == rule.Code {
			found = append(found, registry.Finding{Rule: rule})
		}
	}
	return found, nil
}

// tidyPerson puts texts into the form in which they are kept. It changes no
// letter, case or tone: a name belongs to its certificate.
func tidyPerson(p registry.Person) registry.Person {
	p.Name, p.OtherName = viet.Clean(p.Name), viet.Clean(p.OtherName)
	p.Mother, p.Father = viet.Clean(p.Mother), viet.Clean(p.Father)
	p.Presence.Province, p.Presence.Told = viet.Clean(p.Presence.Province), viet.Clean(p.Presence.Told)
	p.Note = cleanLines(p.Note)
	if p.Presence.Where != registry.OutOfProvince {
		p.Presence.Province = ""
	}
	p.Reasons = ticked(p.Reasons)
	return p
}

// ticked leaves out what was unticked, so that it is a field emptied and not a
// field that says no.
func ticked(reasons map[registry.Reason]bool) map[registry.Reason]bool {
	out := maps.Clone(reasons)
	maps.DeleteFunc(out, func(_ registry.Reason, on bool) bool { return !on })
	if len(out) == 0 {
		return nil
	}
	return out
}

// changedMeanwhile warns of fields that the form changes and that somebody
// else changed since it was opened.
func changedMeanwhile[T any](base, now, after T) ([]registry.Finding, error) {
	mine, err := registry.Diff(base, after)
	if err != nil {
		return nil, err
	}
	theirs, err := registry.Diff(base, now)
	if err != nil {
		return nil, err
	}
	var found []registry.Finding
	for code, value := range mine {
		if other, ok := theirs[code]; ok && string(other) != string(value) {
			found = append(found, registry.Finding{Rule: registry.ChangedMeanwhile.At(code)})
		}
	}
	return found, nil
}
