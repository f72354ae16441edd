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
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"thamho.vn/internal/ledger"
	"thamho.vn/internal/server"
	"thamho.vn/internal/server/central"
)

// How many laptops press «Đồng bộ» at one instant, and how many children each
// brings.
const (
	burstDevices  = 883
	burstChildren = 40
)

// burst measures every hamlet of the province pushing at one instant, until the
// last of them has its receipt, and the server's memory meanwhile. The server is
// a process of its own; who calls shares its cores. 883 laptops have 883 stores
// and processors of their own, so what they send is sealed before the clock
// starts, and they are callers without a store; what a laptop's store does
// meanwhile is measured by push_10k and pull_10k, and TestBatteryEverybodyAtOnce syncs
// whole laptops.
func burst(ctx context.Context, dir string) ([]figure, error) {
	dir = filepath.Join(dir, "burst")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	s, err := newBurstServer(dir)
	if err != nil {
		return nil, err
	}
	callers, err := s.callers(ctx)
	if err != nil {
		return nil, err
	}
	stop, memory, err := s.serveApart(ctx)
	if err != nil {
		return nil, err
	}
	own := cpuSeconds()
	again, failed, took := atOneInstant(ctx, callers)
	own = cpuSeconds() - own
	mb, err := memory()
	server, stopErr := stop()
	if err := errors.Join(err, stopErr); err != nil {
		return nil, err
	}
	people, _, err := onDisk(ctx, s.file())
	fmt.Printf("burst: %d laptops × %d children, %d retries, %d failed, %d children stored; CPU %.1f s server, %.1f s callers\n",
		burstDevices, burstChildren, again, failed, people, server, own)
	if err == nil && (failed > 0 || people != burstDevices*burstChildren) {
		err = fmt.Errorf("%d laptops failed, %d children stored", failed, people)
	}
	return []figure{
		{Name: "burst_883x40_s", Value: took.Seconds(), Unit: "s"},
		{Name: "burst_retries", Value: float64(again), Unit: ""},
		{Name: "burst_cpu_s", Value: server, Unit: "s"}, // of the server
		{Name: "burst_callers_cpu_s", Value: own, Unit: "s"},
		{Name: "burst_rss_mb", Value: mb, Unit: "MB"},
	}, err
}

// atOneInstant lets all call. One that is told to come again does so, as the
// program does.
func atOneInstant(ctx context.Context, callers []*caller) (again, failed int64, took time.Duration) {
	var retries, lost atomic.Int64
	var all sync.WaitGroup
	start := make(chan struct{})
	for _, c := range callers {
		all.Go(func() {
			<-start
			for try := range 100 {
				err := c.call(ctx)
				if err == nil {
					return
				}
				if !errors.Is(err, errBusy) {
					fmt.Fprintln(os.Stderr, "burst:", err)
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
}

func newBurstServer(dir string) (*burstServer, error) {
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
	return s, nil
}

func (s *burstServer) file() string { return filepath.Join(s.Dir, "central.db") }

// callers makes them, with their rights in the province.
func (s *burstServer) callers(ctx context.Context) ([]*caller, error) {
	c, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]*caller, burstDevices)
	for i := range out {
		if out[i], err = newCaller(ctx, c, "http://"+s.Listen, burstChildren); err != nil {
			return nil, errors.Join(fmt.Errorf("caller %d: %w", i, err), c.Close())
		}
	}
	return out, c.Close()
}

func (s *burstServer) open(ctx context.Context) (*central.Central, error) {
	root, sign := ed25519.PrivateKey(s.Root), ed25519.PrivateKey(s.Sign)
	cert, err := ledger.SignDoc(root, ledger.ForServer, ledger.ServerCert{Server: s.Server, Sign: ledger.PublicKey(sign.Public().(ed25519.PublicKey))})
	if err != nil {
		return nil, err
	}
	keys := central.Keys{Root: ledger.PublicKey(root.Public().(ed25519.PublicKey)), Cert: cert, Sign: sign}
	return central.Open(ctx, central.Options{
		Path: s.file(), Keys: keys, Now: time.Now, Rand: rand.Reader, NewID: newID, Log: quiet,
	})
}

// serveApart leaves the province to a process of its own; memory tells the most
// that it ever had in megabytes, and stop what it had of the cores.
func (s *burstServer) serveApart(ctx context.Context) (stop func() (cpu float64, err error), memory func() (float64, error), err error) {
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
