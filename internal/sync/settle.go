package sync

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/sync/wire"
)

// doubtful are the scopes about which a server in the life that we know has to
// be asked once more: those whose order is another one, and those that it gives
// us, perhaps after it was restored and forgot that we had them, of which it
// once acknowledged something and of whose order we follow nothing yet.
func (e *Engine) doubtful(ctx context.Context, req wire.HelloRequest, answer wire.HelloResponse) ([]uuid.UUID, error) {
	if req.Server != answer.Server || req.Epoch != answer.Epoch || answer.Revoked {
		return nil, nil
	}
	out := slices.Clone(answer.Mismatch)
	for _, sc := range answer.Scopes {
		if slices.Contains(out, sc.ID) || slices.ContainsFunc(req.At, func(at ledger.Position) bool { return at.Scope == sc.ID && at.Cursor > 0 }) {
			continue
		}
		adrift, err := e.Laptop.Adrift(ctx, answer.Server, answer.Epoch, sc.ID)
		if err != nil {
			return nil, err
		}
		if adrift && !e.Faults.NoEpoch {
			out = append(out, sc.ID)
		}
	}
	return out, nil
}

// standing is where this laptop stands in the order of a scope. Where a snapshot
// is on its way that is its place: whether the server still has the order that it
// was made of must be known before more of that order is fetched, and before it is
// applied.
func (e *Engine) standing(ctx context.Context, server, epoch, scope uuid.UUID) (at ledger.Position, onItsWay *ledger.Manifest, err error) {
	at, err = e.Laptop.Position(ctx, server, epoch, scope)
	if err != nil || at.Cursor > 0 {
		return at, nil, err
	}
	m, underway, err := e.Laptop.Snapshot(ctx, scope)
	if err != nil || !underway || m.Doc.Server != server || m.Doc.Epoch != epoch {
		return at, nil, err
	}
	return ledger.Position{Scope: scope, Cursor: m.Doc.Seq, Rolling: m.Doc.Rolling}, &m.Doc, nil
}

// lastSigned is the server's word for where this laptop stands, nil without one.
func (e *Engine) lastSigned(ctx context.Context, server, epoch, scope uuid.UUID) (*ledger.SignedAdmission, error) {
	_, onItsWay, err := e.standing(ctx, server, epoch, scope)
	if err != nil {
		return nil, err
	}
	if onItsWay != nil {
		return &onItsWay.Last, nil
	}
	a, ok, err := e.Laptop.LastAdmission(ctx, server, epoch, scope)
	if err != nil || !ok {
		return nil, err
	}
	return &a, nil
}

// prove asks once more what the server has of the doubtful scopes, showing it its
// own signatures over what it no longer knows. It may take a new epoch upon that.
func (e *Engine) prove(ctx context.Context, before wire.HelloResponse, doubtful []uuid.UUID) (wire.HelloResponse, error) {
	req, err := e.greeting(ctx)
	if err != nil {
		return before, err
	}
	req.Want = doubtful
	for _, scope := range before.Mismatch {
		last, err := e.lastSigned(ctx, before.Server, before.Epoch, scope)
		if err != nil {
			return before, err
		}
		if last != nil {
			req.Proof = append(req.Proof, *last)
		}
	}
	answer, err := e.greet(ctx, req)
	if err != nil {
		return before, err
	}
	if answer.Stale {
		return answer, errors.Join(e.Laptop.Reincarnate(ctx), errAgain)
	}
	if err := e.Laptop.ConfirmNonce(ctx, req.Next); err != nil {
		return answer, err
	}
	return answer, e.settle(ctx, req, answer)
}

// settle makes the laptop follow the server's present life and orders.
func (e *Engine) settle(ctx context.Context, req wire.HelloRequest, answer wire.HelloResponse) error {
	newLife := (req.Server != answer.Server || req.Epoch != answer.Epoch) && !e.Faults.NoEpoch
	if newLife && req.Epoch != uuid.Nil {
		if err := e.Laptop.ResendMissing(ctx, scopesOf(answer), answer.Vectors); err != nil {
			return err
		}
	} else if !e.Faults.NoEpoch {
		if err := e.follow(ctx, req, answer); err != nil {
			return err
		}
	}
	if newLife { // what has to be sent again is in the outbox by now
		if err := e.Laptop.SetServerSeen(ctx, answer.Server, answer.Epoch); err != nil {
			return err
		}
	}
	if answer.Revoked {
		return nil
	}
	return e.Laptop.SetScopes(ctx, toScopes(answer))
}

// follow forgets the cursors of the scopes whose order is another one. What the
// server lacks of these, and of those that were asked about, is put into the
// outbox before: whoever is switched off between the two finds the same mismatch
// again, and no mismatch shows without a cursor.
func (e *Engine) follow(ctx context.Context, req wire.HelloRequest, answer wire.HelloResponse) error {
	given := scopesOf(answer)
	asked := slices.DeleteFunc(slices.Clone(req.Want), func(id uuid.UUID) bool {
		return slices.Contains(answer.Mismatch, id) || !slices.Contains(given, id)
	})
	if err := e.Laptop.ResendMissing(ctx, append(asked, answer.Mismatch...), answer.Vectors); err != nil {
		return err
	}
	for _, scope := range answer.Mismatch {
		if err := e.Laptop.ForgetCursor(ctx, answer.Server, scope); err != nil {
			return err
		}
	}
	return nil
}

func scopesOf(answer wire.HelloResponse) []uuid.UUID {
	out := make([]uuid.UUID, len(answer.Scopes))
	for i, sc := range answer.Scopes {
		out[i] = sc.ID
	}
	return out
}

func toScopes(answer wire.HelloResponse) []ledger.Scope {
	out := make([]ledger.Scope, len(answer.Scopes))
	for i, sc := range answer.Scopes {
		out[i] = ledger.Scope{ID: sc.ID, Kind: sc.Kind, Unit: sc.Unit}
	}
	return out
}
