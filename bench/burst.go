package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
	"thamho.vn/internal/store"
	fieldsync "thamho.vn/internal/sync"
	"thamho.vn/internal/sync/wire"
	"thamho.vn/internal/vault/vaulttest"
)

// How many laptops press «Đồng bộ» at one instant, and how many children each
// brings.
const (
	burstDevices  = 883
	burstChildren = 40
)

// burst measures every hamlet of the province syncing at one instant, on the
// same cores as the server, until the last of them has its receipt, and the
// server's memory meanwhile. The server is a process of its own.
func burst(ctx context.Context, dir string) ([]figure, error) {
	dir = filepath.Join(dir, "burst")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	s, err := newBurstServer(ctx, dir)
	if err != nil {
		return nil, err
	}
	laptops := make([]*fieldsync.Engine, burstDevices)
	for i := range laptops {
		st, engine, err := s.laptop(ctx, i)
		if err != nil {
			return nil, fmt.Errorf("laptop %d: %w", i, err)
		}
		defer st.Close()
		laptops[i] = engine
	}
	stop, memory, err := s.serveApart(ctx)
	if err != nil {
		return nil, err
	}
	own := cpuSeconds()
	again, failed, took := atOneInstant(ctx, laptops)
	own = cpuSeconds() - own
	mb, err := memory()
	fmt.Printf("burst: %d laptops × %d children, %d retries, %d failed\n", burstDevices, burstChildren, again, failed)
	server, stopErr := stop()
	if err = errors.Join(err, stopErr); err == nil && failed > 0 {
		err = fmt.Errorf("%d laptops failed", failed)
	}
	return []figure{
		{Name: "burst_883x40_s", Value: took.Seconds(), Unit: "s"},
		{Name: "burst_retries", Value: float64(again), Unit: ""},
		{Name: "burst_cpu_s", Value: own + server, Unit: "s"}, // of all cores, laptops included
		{Name: "burst_rss_mb", Value: mb, Unit: "MB"},
	}, err
}

// atOneInstant syncs all laptops. One that is told to come again does so, as the
// program does.
func atOneInstant(ctx context.Context, laptops []*fieldsync.Engine) (again, failed int64, took time.Duration) {
	var retries, lost atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for _, engine := range laptops {
		all.Go(func() {
			<-start
			for try := range 100 {
				_, err := engine.Sync(ctx)
				if err == nil {
					return
				}
				if registry.CodeOf(err) != registry.Offline {
					break
				}
				retries.Add(1)
				time.Sleep(time.Duration(20+10*try) * time.Millisecond)
			}
			lost.Add(1)
		})
	}
	began := time.Now()
	close(start)
	all.Wait()
	return retries.Load(), lost.Load(), time.Since(began)
}

// burstServer is a province that is prepared in this process and served by
// another one.
type burstServer struct {
	Dir, Listen string
	Root, Sign  []byte // private keys, of this run only
	Server      uuid.UUID
	central     *central.Central
	handler     http.Handler
}

func newBurstServer(ctx context.Context, dir string) (*burstServer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // to know a free port
	if err != nil {
		return nil, err
	}
	s := &burstServer{Dir: dir, Listen: listener.Addr().String(), Server: newID()}
	if err := listener.Close(); err != nil {
		return nil, err
	}
	for _, key := range []*[]byte{&s.Root, &s.Sign} {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		*key = private
	}
	if s.central, err = s.open(ctx); err != nil {
		return nil, err
	}
	s.handler = server.New(server.Options{Central: s.central, Log: quiet, Now: time.Now})
	return s, nil
}

func (s *burstServer) open(ctx context.Context) (*central.Central, error) {
	root, sign := ed25519.PrivateKey(s.Root), ed25519.PrivateKey(s.Sign)
	cert, err := ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: s.Server, Sign: ledger.PublicKey(sign.Public().(ed25519.PublicKey))})
	if err != nil {
		return nil, err
	}
	keys := central.Keys{Root: ledger.PublicKey(root.Public().(ed25519.PublicKey)), Cert: cert, Sign: sign}
	return central.Open(ctx, central.Options{
		Path: filepath.Join(s.Dir, "central.db"), Keys: keys, Now: time.Now, Rand: rand.Reader, NewID: newID, Log: quiet,
	})
}

// RoundTrip answers without a line, each time to another address: tries of codes
// are counted by address.
func (s *burstServer) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.RemoteAddr, in.RequestURI = fmt.Sprintf("10.%d.%d.%d:9", rand.Text()[0], rand.Text()[0], rand.Text()[0]), r.URL.RequestURI()
	out := httptest.NewRecorder()
	s.handler.ServeHTTP(out, in)
	return out.Result(), nil
}

// laptop is one with its children still to send.
func (s *burstServer) laptop(ctx context.Context, i int) (*store.Store, *fieldsync.Engine, error) {
	scope, client := newID(), &http.Client{Transport: s}
	if err := s.central.CreateScope(ctx, wire.Scope{ID: scope, Kind: wire.ScopeHamlet, Unit: newID()}); err != nil {
		return nil, nil, err
	}
	code, err := s.central.IssueCode(ctx, central.CodeSpec{
		User: newID(), Name: fmt.Sprint(i), Role: registry.RoleHamlet, Rank: ledger.RankHamlet, Scopes: []uuid.UUID{scope},
	}, time.Hour)
	if err != nil {
		return nil, nil, err
	}
	st, err := openStore(ctx, filepath.Join(s.Dir, fmt.Sprint(i, ".db")), vaulttest.Fixed())
	if err != nil {
		return nil, nil, err
	}
	engine := fieldsync.New(fieldsync.Options{Laptop: st, HTTP: client, Now: time.Now, Rand: rand.Reader, App: "bench", Log: quiet})
	if err := engine.Enrol(ctx, "http://"+s.Listen, code, "laptop"); err != nil {
		return st, nil, err
	}
	client.Transport = &http.Transport{}
	drafts := make([]ledger.Draft, burstChildren)
	for n := range drafts {
		fields, err := registry.Encode(registry.Person{Name: fmt.Sprintf("Nguyễn Văn Bảo %d", n), Birth: registry.Date{Year: 2015}})
		if err != nil {
			return st, nil, err
		}
		drafts[n] = ledger.Draft{Kind: registry.KindPerson, Record: newID(), Op: ledger.OpCreate, Fields: fields}
	}
	return st, engine, st.Write(ctx, scope, drafts, "")
}

// serveApart leaves the province to a process of its own; memory tells the most
// that it ever had in megabytes, and stop what it had of the cores.
func (s *burstServer) serveApart(ctx context.Context) (stop func() (cpu float64, err error), memory func() (float64, error), err error) {
	if err := s.central.Close(); err != nil {
		return nil, nil, err
	}
	what, err := json.Marshal(s)
	if err != nil {
		return nil, nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-serve")
	cmd.Stdin, cmd.Stderr = strings.NewReader(string(what)), os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, err
	}
	stop = func() (float64, error) {
		err := errors.Join(cmd.Process.Kill(), ignoreExit(cmd.Wait()))
		return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), err
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		_, stopErr := stop()
		return nil, nil, errors.Join(errors.New("the server does not come up"), stopErr)
	}
	return stop, func() (float64, error) { return peak(cmd.Process.Pid) }, nil
}

func ignoreExit(err error) error {
	if _, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil
	}
	return err
}

// peak is the most memory that a process ever had.
func peak(pid int) (mb float64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if after, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			var kb float64
			_, err := fmt.Sscan(after, &kb)
			return kb / 1024, err
		}
	}
	return 0, errors.New("no VmHWM")
}

// serveBurst is the other process: it reads what to serve and says when it does.
func serveBurst(ctx context.Context) error {
	var s burstServer
	if err := json.NewDecoder(os.Stdin).Decode(&s); err != nil {
		return err
	}
	c, err := s.open(ctx)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return err
	}
	fmt.Println("serving")
	return http.Serve(listener, server.New(server.Options{Central: c, Log: quiet, Now: time.Now}))
}
