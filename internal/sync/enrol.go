package sync

import (
	"context"
	"crypto/ecdh"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// Enrol makes the laptop a device of the province that issued the code. The
// server must show that it knows the code, so a stranger at the same address
// gets nothing. Errors are registry.Errors: enrol_code, server_untrusted,
// server_silent. After a lost answer the same call may be made again.
func (e *Engine) Enrol(ctx context.Context, serverURL, code, laptop string) error {
	e.exchange.Lock()
	defer e.exchange.Unlock()
	if wire.NormalCode(code) == "" {
		return &registry.Error{Code: registry.Denied, Key: "enrol_code"}
	}
	id, err := e.newIdentity(ctx, serverURL)
	if err != nil {
		return err
	}
	to, err := e.approach(ctx, serverURL)
	if err != nil {
		return err
	}
	req, err := e.application(ctx, id, code, to)
	if err != nil {
		return err
	}
	req.Laptop = laptop
	var answer wire.EnrolResponse
	c := &client{http: to.http, base: serverURL}
	if err := c.post(ctx, wire.PathEnrol, req, &answer); err != nil {
		return err
	}
	if wire.EnrolProof(code, answer.Root, req.Sign) != answer.Proof {
		return untrusted(errors.New("the server does not know the code"))
	}
	return e.accept(ctx, id, answer, to)
}

// newIdentity returns the keys with which the laptop applies. They are kept
// from the first try on, so that a code whose answer was lost still serves.
func (e *Engine) newIdentity(ctx context.Context, serverURL string) (ledger.Identity, error) {
	if e.applied != nil {
		e.applied.ServerURL = serverURL
		return *e.applied, nil
	}
	var id ledger.Identity
	seed := make([]byte, ed25519.SeedSize+32)
	if _, err := io.ReadFull(e.Rand, seed); err != nil {
		return id, fmt.Errorf("draw keys: %w", err)
	}
	id.SignKey = ed25519.NewKeyFromSeed(seed[:ed25519.SeedSize])
	id.BoxKey, id.ServerURL = seed[ed25519.SeedSize:], serverURL
	e.applied = &id
	return id, nil
}

func (e *Engine) application(ctx context.Context, id ledger.Identity, code string, to approach) (wire.EnrolRequest, error) {
	box, err := ecdh.X25519().NewPrivateKey(id.BoxKey)
	if err != nil {
		return wire.EnrolRequest{}, fmt.Errorf("make key: %w", err)
	}
	inc, err := e.Laptop.Incarnation(ctx)
	if err != nil {
		return wire.EnrolRequest{}, err
	}
	req := wire.EnrolRequest{
		Code: wire.CodeName(wire.CodeHash(code)), Sign: ledger.PublicKey(id.SignKey.Public().(ed25519.PublicKey)),
		Box: ledger.PublicKey(box.PublicKey().Bytes()), Store: inc.Store, Nonce: inc.Nonce, App: e.App,
		Line: to.line(), Vouched: to.vouched,
	}
	req.Proof = ledger.Sign(id.SignKey, ledger.ForHello, wire.EnrolInput(wire.CodeHash(code), req))
	return req, nil
}

// accept checks that what the server sent hangs together and keeps it.
func (e *Engine) accept(ctx context.Context, id ledger.Identity, answer wire.EnrolResponse, to approach) error {
	id.Device, id.Root, id.Server, id.UserName = answer.Device, answer.Root, answer.Server, answer.User
	trust, err := id.Trust()
	if err != nil {
		return untrusted(err)
	}
	for _, g := range answer.Grants {
		if err := trust.CheckGrant(g); err != nil {
			return untrusted(err)
		}
		id.User = g.Doc.User
	}
	if err := believe(&id, trust, answer.TLS, to); err != nil {
		return untrusted(err)
	}
	scopes := make([]ledger.Scope, len(answer.Scopes))
	for i, sc := range answer.Scopes {
		scopes[i] = ledger.Scope{ID: sc.ID, Kind: sc.Kind, Unit: sc.Unit}
	}
	if err := e.Laptop.Enrol(ctx, id, scopes, answer.Grants); err != nil {
		return err
	}
	e.trust = trust
	return e.takeRecovery(ctx, answer.Recovery)
}

// believe keeps who certifies the server. One that nobody vouches for must say
// it itself, signed by the key that the province's root vouches for.
func believe(id *ledger.Identity, trust *ledger.Trust, sent *wire.SignedTLS, to approach) error {
	if sent == nil {
		if to.shown != nil && !to.vouched {
			return errors.New("nobody vouches for the server's certificate")
		}
		return nil
	}
	key, err := trust.ServerKey(sent.Key())
	if err != nil {
		return err
	}
	if err := sent.Verify(key, ledger.ForTLS); err != nil {
		return err
	}
	return pin(id, sent.Doc)
}
