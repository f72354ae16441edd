package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// process is a program of ours that the tour started and will end.
type process struct {
	cmd  *exec.Cmd
	done chan error
	log  string
}

// start runs a program with its output in a file beside its data.
func start(ctx context.Context, logFile string, env []string, program string, args ...string) (*process, error) {
	if err := os.MkdirAll(filepath.Dir(logFile), 0o755); err != nil {
		return nil, fmt.Errorf("make folder: %w", err)
	}
	out, err := os.Create(logFile)
	if err != nil {
		return nil, fmt.Errorf("make log: %w", err)
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Env = append(os.Environ(), env...)
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", program, err), out.Close())
	}
	p := &process{cmd: cmd, done: make(chan error, 1), log: logFile}
	go func() { p.done <- errors.Join(cmd.Wait(), out.Close()) }()
	return p, nil
}

// stop asks the program to end and kills it when it does not.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.done
	}
}

// ended returns an error with the tail of the log when the program is gone.
func (p *process) ended() error {
	select {
	case err := <-p.done:
		p.done <- err
		return fmt.Errorf("%s ended: %w\n%s", p.cmd.Path, errors.Join(err, errors.New("unasked")), tail(p.log))
	default:
		return nil
	}
}

func tail(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// server is the running demo server with what it said of itself.
type server struct {
	*process
	ready struct {
		URL    string `json:"url"`
		Code   string `json:"enrol_code"`
		Hamlet string `json:"hamlet"`
		Board  string `json:"board"`
	}
}

func startServer(ctx context.Context, program, dir string) (*server, error) {
	readyFile := filepath.Join(dir, "ready.json")
	p, err := start(ctx, filepath.Join(dir, "server.log"), nil, program,
		"serve", "--data", dir, "--demo", "--listen", "127.0.0.1:0", "--ready-file", readyFile)
	if err != nil {
		return nil, err
	}
	s := &server{process: p}
	err = until(ctx, 60*time.Second, "the server's ready file", func() (bool, error) {
		text, err := os.ReadFile(readyFile)
		if errors.Is(err, os.ErrNotExist) {
			return false, p.ended()
		}
		if err != nil {
			return false, err
		}
		return true, json.Unmarshal(text, &s.ready)
	})
	if err != nil {
		p.stop()
		return nil, err
	}
	return s, nil
}

// until asks again and again until ready answers true, or fails after limit.
func until(ctx context.Context, limit time.Duration, what string, ready func() (bool, error)) error {
	deadline := time.Now().Add(limit)
	for {
		ok, err := ready()
		if err != nil {
			return fmt.Errorf("wait for %s: %w", what, err)
		}
		if ok {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("wait for %s: not within %s", what, limit)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}
