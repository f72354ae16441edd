package sync

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// hello tells the server where this laptop stands and settles every
// disagreement before anything is sent: a cloned disk takes a new incarnation,
// a new epoch or another order makes the laptop forget cursors and send again
// what the server lacks. Nothing but the hello goes to a server that can't
// prove that it is the province's.
func (e *Engine) hello(ctx context.Context) (wire.HelloResponse, error) {
	var none wire.HelloResponse
	id, err := e.Laptop.Identity(ctx)
	if err != nil {
		return none, err
	}
	if e.trust, err = id.Trust(); err != nil {
		return none, err
	}
	heard, err := e.Laptop.Heard(ctx)
	if err != nil {
		return none, err
	}
	e.heard.Store(heard.UnixMilli())
	to, err := e.open(id)
	if err != nil {
		return none, err
	}
	e.client = &client{http: to, base: id.ServerURL, device: id.Device, key: id.SignKey}
	req, err := e.greeting(ctx)
	if err != nil {
		return none, err
	}
	answer, err := e.greet(ctx, req)
	if err != nil {
		return none, err
	}
	if answer.Stale {
		return none, errors.Join(e.Laptop.Reincarnate(ctx), errAgain)
	}
	if err := e.Laptop.ConfirmNonce(ctx, req.Next); err != nil {
		return none, err
	}
	doubtful, err := e.doubtful(ctx, req, answer)
	if err != nil {
		return none, err
	}
	if len(doubtful) > 0 {
		return e.prove(ctx, answer, doubtful)
	}
	return answer, e.settle(ctx, req, answer)
}

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

// greeting says what the laptop has.
func (e *Engine) greeting(ctx context.Context) (wire.HelloRequest, error) {
	req := wire.HelloRequest{Oldest: wire.Oldest, Protocol: wire.Protocol, App: e.App}
	inc, err := e.Laptop.Incarnation(ctx)
	if err != nil {
		return req, err
	}
	req.Store, req.Nonce, req.Next = inc.Store, inc.Nonce, inc.Next
	if req.Server, req.Epoch, err = e.Laptop.ServerSeen(ctx); err != nil {
		return req, err
	}
	id, err := e.Laptop.Identity(ctx)
	if err != nil {
		return req, err
	}
	req.TLS = wire.TLSHash(id.Authorities, id.Cert)
	if id.Recovery != nil {
		req.Recovery = id.Recovery.Doc.Serial
	}
	scopes, err := e.Laptop.Scopes(ctx)
	if err != nil {
		return req, err
	}
	for _, sc := range scopes {
		at, _, err := e.standing(ctx, req.Server, req.Epoch, sc.ID)
		if err != nil {
			return req, err
		}
		req.At = append(req.At, at)
	}
	if e.Faults.TrustSent {
		return req, nil
	}
	heads, err := e.Laptop.AckedHeads(ctx)
	for _, h := range heads {
		req.Acked = append(req.Acked, wire.Head{Scope: h.Scope, Stream: h.Stream, Last: h.Last, Hash: h.Hash})
	}
	return req, err
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

// greet sends a hello and believes only an answer that the province's server
// signed for this very question.
func (e *Engine) greet(ctx context.Context, req wire.HelloRequest) (wire.HelloResponse, error) {
	var none wire.HelloResponse
	e.client.session, e.client.count = "", 0
	var signed ledger.Signed[wire.HelloResponse]
	if err := e.client.post(ctx, wire.PathHello, req, &signed); err != nil {
		if bad, ok := errors.AsType[*registry.Error](err); ok && bad.Key == "device_unknown" {
			return none, e.comeBack(ctx)
		}
		return none, err
	}
	key, err := e.trust.ServerKey(signed.Key())
	if err != nil {
		return none, untrusted(err)
	}
	if err := signed.Verify(key, ledger.ForHello); err != nil {
		return none, untrusted(err)
	}
	answer := signed.Doc
	if answer.Nonce != req.Next {
		return none, untrusted(errors.New("answer to another question"))
	}
	if answer.MinApp != "" && answer.Protocol > wire.Protocol {
		return none, &registry.Error{Code: registry.StaleApp, Key: "app_old"}
	}
	e.client.session = answer.Session
	if err := e.Laptop.Hear(ctx, time.UnixMilli(answer.Time)); err != nil {
		return none, err
	}
	if err := e.takeRecovery(ctx, answer.Recovery); err != nil {
		return none, err
	}
	if answer.Scopes, err = e.holdable(ctx, answer.Scopes); err != nil {
		return none, err
	}
	return answer, e.repin(ctx, answer.TLS)
}

// holdable leaves out what this laptop's store must not hold: nothing of it is
// asked for.
func (e *Engine) holdable(ctx context.Context, scopes []wire.ScopeHead) ([]wire.ScopeHead, error) {
	id, err := e.Laptop.Identity(ctx)
	if err != nil {
		return nil, err
	}
	all := len(scopes)
	scopes = slices.DeleteFunc(scopes, func(sc wire.ScopeHead) bool { return !id.MayHold(sc.Kind) })
	if left := all - len(scopes); left > 0 {
		e.Log.Warn("scopes of a commune, for which this store is not", "op", "hello", "left", left)
	}
	return scopes, nil
}

// comeBack shows this laptop's grants to a server that does not know it: one
// that was restored from before it enrolled. Then it says hello again.
func (e *Engine) comeBack(ctx context.Context) error {
	id, err := e.Laptop.Identity(ctx)
	if err != nil {
		return err
	}
	grants, err := e.Laptop.OwnGrants(ctx)
	if err != nil {
		return err
	}
	if len(grants) == 0 {
		return &registry.Error{Code: registry.Denied, Key: "device_unknown"}
	}
	req := wire.ReturnRequest{Grants: grants, Proof: ledger.Sign(id.SignKey, ledger.ForHello, wire.ReturnInput(id.Server.Doc.Server, id.Device))}
	var none struct{}
	if err := e.client.post(ctx, wire.PathReturn, req, &none); err != nil {
		return err
	}
	return errAgain
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
		if err := e.resend(ctx, scopesOf(answer), answer.Vectors); err != nil {
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
	if err := e.resend(ctx, append(asked, answer.Mismatch...), answer.Vectors); err != nil {
		return err
	}
	for _, scope := range answer.Mismatch {
		if err := e.Laptop.ForgetCursor(ctx, answer.Server, scope); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) resend(ctx context.Context, scopes []uuid.UUID, vectors []ledger.StreamVector) error {
	return e.Laptop.ResendMissing(ctx, scopes, vectors)
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
