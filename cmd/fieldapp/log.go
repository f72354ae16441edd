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

	"fyne.io/fyne/v2"

	"thamho.vn/internal/ui/kit"
	"thamho.vn/internal/ui/words"
)

// openLog writes to a file in the data folder: a program with a window has no
// console. It holds no names and no numbers of people.
func openLog(dir string) (*slog.Logger, func(), error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("thư mục dữ liệu · data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "thamho.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("nhật ký · log: %w", err)
	}
	return slog.New(slog.NewTextHandler(f, nil)), func() { _ = f.Close() }, nil
}

// reportCrash writes where the program broke, without what it was showing.
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

// showFailure tells in a window why the program can't begin.
func showFailure(a fyne.App, err error, log *slog.Logger) {
	log.Error("start", "ref", kit.Reference(err), "err", err)
	e := kit.Explain(err, words.Find)
	w := a.NewWindow(words.Say("app.name"))
	w.SetPadded(false)
	button := kit.NewMainButton(words.Say("start.close"), "", w.Close)
	page := kit.NewPage(kit.PageParts{
		Title: words.Say("start.failed"), Body: kit.NewBanner(e.Level, e.Title+" "+e.Todo), Acts: []*kit.Button{button},
	})
	frame := kit.NewFrame(kit.NewTopStrip("", kit.NewSearchBox("")), kit.NewNav(), kit.NewPanel(), kit.NewStatusBar())
	frame.SetWork(page)
	w.SetContent(frame)
	w.Resize(fyne.NewSize(1000, 500))
	w.ShowAndRun()
}
