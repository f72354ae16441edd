package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"thamho.vn/internal/registry"
)

// openLog writes to a file in the data folder: a program with a window has no
// console. It holds no names and no numbers of people. Without a folder to
// write in it is silent, and the error says why.
func openLog(dir string) (*slog.Logger, func(), error) {
	f, err := openLogFile(dir)
	if err != nil {
		bad := &registry.Error{Code: registry.Internal, Key: "disk_io", Err: fmt.Errorf("open log: %w", err)}
		return slog.New(slog.NewTextHandler(io.Discard, nil)), func() {}, bad
	}
	return slog.New(slog.NewTextHandler(f, nil)), func() { _ = f.Close() }, nil
}

func openLogFile(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(filepath.Join(dir, "thamho.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}

// reportCrash writes where the program broke, without what it was showing: the
// value of a panic may hold a name, its type and the stack don't.
func reportCrash(dir string, log *slog.Logger) {
	v := recover()
	if v == nil {
		return
	}
	file := filepath.Join(dir, "crash-"+time.Now().Format("20060102-150405")+".txt")
	err := os.WriteFile(file, fmt.Appendf(nil, "%T\n\n%s", v, debug.Stack()), 0o600)
	log.Error("crash", "type", fmt.Sprintf("%T", v), "err", err)
	panic(v)
}

// newTrace notes what happened on the screen, a JSON line each, for whoever
// measures; without a file it notes nothing.
func newTrace(file string, began time.Time) (func(event, screen string), error) {
	if file == "" {
		return func(string, string) {}, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, fmt.Errorf("start log: %w", err)
	}
	var mu sync.Mutex
	out := json.NewEncoder(f)
	trace := func(event, screen string) {
		mu.Lock()
		defer mu.Unlock()
		line := map[string]any{"event": event, "screen": screen, "ms": float64(time.Since(began).Microseconds()) / 1000}
		if err := out.Encode(line); err != nil {
			fmt.Fprintln(os.Stderr, "start log:", err)
		}
	}
	trace("process", "")
	return trace, nil
}
