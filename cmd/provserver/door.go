package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"thamho.vn/internal/server"
)

// scheme is how the server is reached.
func scheme(line server.TLS) string {
	if line.Shown != nil {
		return "https"
	}
	return "http"
}

// open listens. Beyond this machine there is always TLS 1.3: with the
// certificate that was given, or by the province's own authority.
func (o options) open() (net.Listener, server.TLS, error) {
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return nil, server.TLS{}, fmt.Errorf("nghe tại %s · listen: %w", o.listen, err)
	}
	config, line, err := o.secure(listener.Addr())
	if err != nil {
		return nil, line, errors.Join(err, listener.Close())
	}
	if config == nil {
		return listener, line, nil
	}
	return tls.NewListener(listener, config), line, nil
}

// secure says how TLS is spoken at an address; nil for not at all.
func (o options) secure(at net.Addr) (*tls.Config, server.TLS, error) {
	addr, ok := at.(*net.TCPAddr)
	switch {
	case o.cert != "":
		return o.given()
	case !o.ownTLS && ok && addr.IP.IsLoopback():
		return nil, server.TLS{}, nil
	}
	authority, err := loadAuthority(o.data, time.Now())
	if err != nil {
		return nil, server.TLS{}, err
	}
	names := o.hosts()
	if _, err := authority.Server(names, time.Now()); err != nil {
		return nil, server.TLS{}, err
	}
	return authority.ServerConfig(names, time.Now), server.TLS{CA: authority, Shown: authority.Shown}, nil
}

// given is TLS with a certificate that somebody else gave.
func (o options) given() (*tls.Config, server.TLS, error) {
	pair, err := tls.LoadX509KeyPair(o.cert, o.key)
	if err != nil {
		return nil, server.TLS{}, fmt.Errorf("đọc chứng thư TLS · read TLS certificate: %w", err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13, NextProtos: []string{"h2", "http/1.1"}}
	return config, server.TLS{Shown: func() []byte { return pair.Certificate[0] }}, nil
}

// hosts are the names that the server's certificate bears, for people's
// browsers; laptops don't look at them.
func (o options) hosts() []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	if host, _, err := net.SplitHostPort(o.listen); err == nil {
		names = append(names, host)
	}
	if name, err := os.Hostname(); err == nil {
		names = append(names, name)
	}
	for name := range strings.SplitSeq(o.names, ",") {
		names = append(names, strings.TrimSpace(name))
	}
	return names
}
