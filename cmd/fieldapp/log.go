package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"
)

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
