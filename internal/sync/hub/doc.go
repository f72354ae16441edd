// Package hub is the office's laptop as a post box on the local network, for
// laptops that reach no server: it keeps their blocks and sends them on with its
// own next push, and hands down what it pulled itself.
//
// It is never a second authority. A block that lies in its spool is no part of
// anybody's records; the hub's answer means «xã đã nhận» and frees nothing; what
// it hands down is believed because the server signed it.
//
// The two laptops know each other by mutual TLS 1.3. Each shows a certificate
// made for the day, whose key its device key signed, beside the grants that the
// server signed for that device. A laptop gives a hub only blocks of scopes for
// which the hub shows a grant, unless a person compared the fingerprint on the
// hub's screen; a hub gives a laptop only frames of scopes for which that shows
// a grant.
package hub

import "thamho.vn/internal/registry"

// The routes.
const (
	pathState = "/hub/v1/state"
	pathSpool = "/hub/v1/spool"
	pathPull  = "/hub/v1/pull"
)

// maxBody bounds a request; maxAnswer an answer.
const (
	maxBody   = 2 << 20
	maxAnswer = 4 << 20
)

// Port is where hubs listen.
const Port = 7853

func silent(err error) error {
	return &registry.Error{Code: registry.Offline, Key: "hub_silent", Err: err}
}

func untrusted(err error) error {
	return &registry.Error{Code: registry.Denied, Key: "hub_untrusted", Err: err}
}
