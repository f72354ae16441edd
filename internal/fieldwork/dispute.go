package fieldwork

import (
	"context"
	"encoding/json"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
)

// Settle chooses one of the values of a disputed field. The others stay in the
// ledger. A choice against what a higher rank wrote is refused: a registry.Error
// with the key outranked.
func (w *Work) Settle(ctx context.Context, d registry.Dispute, choice int) error {
	if choice < 0 || choice >= len(d.Versions) || !d.Choosable(choice) {
		return &registry.Error{Code: registry.Denied, Key: "outranked"}
	}
	var seen []ledger.Dot
	for _, v := range d.Versions {
		seen = append(seen, v.Dots...)
	}
	draft := ledger.Draft{
		Kind: d.Kind, Record: d.Record, Op: ledger.OpResolve,
		Fields: map[string]json.RawMessage{d.Field: d.Versions[choice].Value}, Seen: map[string][]ledger.Dot{d.Field: seen},
	}
	drafts := []ledger.Draft{draft}
	if d.Asked {
		drafts = append(drafts, ledger.Draft{
			Kind: d.Kind, Record: d.Record, Op: ledger.OpSet,
			Fields: map[string]json.RawMessage{"viec." + registry.AskCode(d.Field): json.RawMessage("null")},
		})
	}
	return w.store.Write(ctx, d.Scope, drafts, "") // choosing the other value takes it back
}

// AskFamily leaves a disputed field of a person for the next visit.
func (w *Work) AskFamily(ctx context.Context, d registry.Dispute) error {
	rec, err := w.store.Person(ctx, d.Record)
	if err != nil {
		return err
	}
	return w.handle(ctx, rec, registry.AskCode(d.Field), registry.ToFamily)
}
