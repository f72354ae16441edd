package sync

import (
	"context"
	"errors"
	"slices"
	"time"

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
