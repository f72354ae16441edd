package sync

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"thamho.vn/internal/ca"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/sync/wire"
)

// maxAnswer bounds what is read of an answer that is not frames.
const maxAnswer = 8 << 20

// client sends signed requests to one server.
type client struct {
	http    *http.Client
	base    string
	device  uuid.UUID
	key     ed25519.PrivateKey // nil before enrolment
	session string
	count   uint64
}

// post sends a document as compressed JSON and reads the answer into out.
func (c *client) post(ctx context.Context, path string, in, out any) error {
	raw, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("encode %s: %w", path, err)
	}
	res, err := c.do(ctx, http.MethodPost, path, packer().EncodeAll(raw, nil), "application/json", "zstd")
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := readAll(res)
	if err != nil {
		return offline(err)
	}
	if err := json.Unmarshal(body, out); err != nil {
		return offline(fmt.Errorf("answer of %s: %w", path, err))
	}
	return nil
}

// get reads a document into out.
func (c *client) get(ctx context.Context, path string, out any) error {
	res, err := c.do(ctx, http.MethodGet, path, nil, "", "")
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := readAll(res)
	if err != nil {
		return offline(err)
	}
	if err := json.Unmarshal(body, out); err != nil {
		return offline(fmt.Errorf("answer of %s: %w", path, err))
	}
	return nil
}

// rest asks for what follows the first from bytes.
func (c *client) rest(ctx context.Context, path string, from int) (*http.Response, error) {
	header := http.Header{}
	if from > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	return c.doWith(ctx, http.MethodGet, path, nil, header)
}

// do sends one request. The caller closes the body of a successful answer.
func (c *client) do(ctx context.Context, method, pathQuery string, body []byte, media, encoding string) (*http.Response, error) {
	return c.doWith(ctx, method, pathQuery, body, http.Header{"Content-Type": {media}, "Content-Encoding": {encoding}})
}

// doWith is do with any headers; those that are empty are left out.
func (c *client) doWith(ctx context.Context, method, pathQuery string, body []byte, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.base, "/")+pathQuery, bytes.NewReader(body))
	if err != nil {
		return nil, offline(err)
	}
	for name, values := range header {
		if values[0] != "" {
			req.Header.Set(name, values[0])
		}
	}
	req.Header.Set("Accept-Encoding", "zstd")
	c.sign(req, pathQuery, body)
	res, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if _, bad := errors.AsType[*tls.CertificateVerificationError](err); bad || errors.Is(err, ca.ErrStranger) {
			return nil, untrusted(err)
		}
		return nil, offline(err)
	}
	if res.StatusCode/100 == 2 {
		return res, nil
	}
	defer res.Body.Close()
	return nil, c.failure(res)
}

// sign adds the headers that prove which device asks.
func (c *client) sign(req *http.Request, pathQuery string, body []byte) {
	if c.key == nil {
		return
	}
	c.count++
	sig := ledger.Sign(c.key, ledger.ForRequest, wire.SigningInput(req.Method, pathQuery, body, c.session, c.count))
	req.Header.Set(wire.HeaderDevice, c.device.String())
	req.Header.Set(wire.HeaderSession, c.session)
	req.Header.Set(wire.HeaderCount, strconv.FormatUint(c.count, 10))
	req.Header.Set(wire.HeaderSignature, sig.String())
}

// failure reads an answer that is not a success.
func (c *client) failure(res *http.Response) error {
	var body wire.ErrorBody
	if raw, err := readAll(res); err == nil {
		_ = json.Unmarshal(raw, &body) // not ours: then it stays empty
	}
	bare := res.Request != nil && res.Request.Method == http.MethodHead // whose answers have no body
	if res.StatusCode == http.StatusUnauthorized && (body.Key == "session" || bare) {
		return errSession
	}
	if bare && res.StatusCode == http.StatusNotFound {
		return &registry.Error{Code: registry.NotFound, Key: "not_found"}
	}
	err := refused(res.StatusCode, body)
	if seconds, convErr := strconv.Atoi(res.Header.Get("Retry-After")); convErr == nil {
		return &retryAfter{err: err, seconds: seconds}
	}
	return err
}

// retryAfter is an error with the server's word on when to come again.
type retryAfter struct {
	err     error
	seconds int
}

func (r *retryAfter) Error() string { return r.err.Error() }
func (r *retryAfter) Unwrap() error { return r.err }

// readAll reads a bounded answer, unpacking it when it is compressed.
func readAll(res *http.Response) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxAnswer {
		return nil, errors.New("answer is too long")
	}
	if res.Header.Get("Content-Encoding") != "zstd" {
		return raw, nil
	}
	return unpacker().DecodeAll(raw, nil)
}
