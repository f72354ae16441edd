package sync

import (
	"errors"
	"net/http"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// offline says that the server did not answer. Work goes on; it is tried again.
func offline(err error) error {
	return &registry.Error{Code: registry.Offline, Key: "server_silent", Err: err}
}

// untrusted says that whoever answered is not the province's server.
func untrusted(err error) error {
	return &registry.Error{Code: registry.Denied, Key: "server_untrusted", Err: err}
}

// refused turns an answer that is not a success into an error. An answer
// without a body of ours is that of something between us and the server.
func refused(status int, body wire.ErrorBody) error {
	cause := errors.New(http.StatusText(status) + " " + body.Ref)
	switch {
	case body.Code == "" || status == http.StatusServiceUnavailable:
		return offline(cause)
	case body.Code == string(registry.Internal):
		return &registry.Error{Code: registry.Offline, Key: "server_ails", Args: map[string]any{"ref": body.Ref}, Err: cause}
	}
	return &registry.Error{Code: registry.Code(body.Code), Key: body.Key, Args: map[string]any{"ref": body.Ref}, Err: cause}
}

// errSession says that the server no longer knows the session: say hello again.
var errSession = errors.New("session is over")
