package profile

import (
	"errors"
	"fmt"
	"time"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/vault"
)

// explain puts what a keyring answers into an error that has words.
func explain(err error) error {
	var wait *vault.WaitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &wait):
		return &registry.Error{Code: registry.Denied, Key: "pass_wait", Args: map[string]any{"wait": spell(wait.For)}, Err: err}
	case errors.Is(err, vault.ErrWrong), errors.Is(err, vault.ErrNobody):
		return &registry.Error{Code: registry.Denied, Key: "pass_wrong", Err: err}
	case errors.Is(err, vault.ErrExpired):
		return &registry.Error{Code: registry.Denied, Key: "offline_expired", Args: map[string]any{"days": int(Offline.Hours() / 24)}, Err: err}
	case errors.Is(err, vault.ErrDamaged):
		return &registry.Error{Code: registry.Internal, Key: "ring_gone", Err: err}
	}
	return &registry.Error{Code: registry.Internal, Key: "disk_io", Err: err}
}

// spell says a wait in whole seconds or minutes.
func spell(d time.Duration) string {
	if d > 90*time.Second {
		return fmt.Sprintf("%d phút", int((d+time.Minute-1)/time.Minute))
	}
	return fmt.Sprintf("%d giây", int((d+time.Second-1)/time.Second))
}
