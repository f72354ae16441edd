package simtest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
)

// line is the network between a laptop and who answers it, without a network: it
// loses questions and answers, repeats questions, and cuts answers at any byte.
type line struct {
	laptop  *laptop
	answers func() http.Handler
	peer    *tls.ConnectionState // what the laptop showed of itself, if it did
	stale   []*http.Request      // questions that will come once more, late
}

var errLost = errors.New("lost on the way")

// RoundTrip implements http.RoundTripper.
func (n *line) RoundTrip(r *http.Request) (*http.Response, error) {
	w := n.laptop.world
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	calm := w.healed || n.laptop.calm
	if calm {
		return n.serve(r, body), nil
	}
	if len(n.stale) > 0 && w.rng.IntN(3) == 0 { // an old question arrives out of order
		old := n.stale[0]
		n.stale = n.stale[1:]
		late, _ := io.ReadAll(old.Body)
		n.serve(old, late)
	}
	switch roll := w.rng.IntN(100); {
	case roll < 8:
		return nil, errLost
	case roll < 15:
		n.serve(r, body)
		return nil, errLost
	case roll < 25:
		first := n.serve(r, body)
		n.serve(r, body)
		return first, nil
	case roll < 30:
		again := r.Clone(r.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		n.stale = append(n.stale, again)
		return n.serve(r, body), nil
	case roll < 40:
		return n.cut(n.serve(r, body)), nil
	}
	return n.serve(r, body), nil
}

// serve lets the real handler answer.
func (n *line) serve(r *http.Request, body []byte) *http.Response {
	in := httptest.NewRequestWithContext(r.Context(), r.Method, r.URL.RequestURI(), bytes.NewReader(body))
	in.Header = r.Header.Clone()
	out := httptest.NewRecorder()
	in.TLS = n.peer
	n.answers().ServeHTTP(out, in)
	return out.Result()
}

// cut breaks the answer at a random byte.
func (n *line) cut(res *http.Response) *http.Response {
	body, _ := io.ReadAll(res.Body)
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:n.laptop.world.rng.IntN(len(body)+1)]), broken{}))
	return res
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
