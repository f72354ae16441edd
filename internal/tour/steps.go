package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"thamho.vn/internal/vault"
)

// tour is one run.
type tour struct {
	ctx    context.Context
	screen *screen
	server *server
	report *report

	app, laptop, out string
	running          *process
	vault            *vault.Vault // opens the laptop's file beside the app
	trace            string       // file of the app's own notes
	seen             int          // notes already waited for
	lacked           int          // children without a number on the board before
}

// play plays every act.
func (t *tour) play() error {
	acts := []func() error{t.look, t.start, t.find, t.visit, t.addChild, t.oneMore, t.correctNumber, t.hide, t.sync, t.board}
	for _, act := range acts {
		if err := act(); err != nil {
			return err
		}
	}
	t.closeApp()
	for _, look := range []string{"dark", "sun", "big"} {
		if err := t.again(look); err != nil {
			return err
		}
	}
	return nil
}

// note is a line of what the app says of itself.
type note struct {
	Event  string  `json:"event"`
	Screen string  `json:"screen"`
	MS     float64 `json:"ms"`
}

// wait waits for the app's next note of this kind.
func (t *tour) wait(event, name string) (note, error) {
	var found note
	err := until(t.ctx, 30*time.Second, event+" "+name, func() (bool, error) {
		text, err := os.ReadFile(t.trace)
		if errors.Is(err, fs.ErrNotExist) {
			return false, t.running.ended()
		}
		if err != nil {
			return false, err
		}
		lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
		for i := t.seen; i < len(lines); i++ {
			var n note
			if json.Unmarshal([]byte(lines[i]), &n) == nil && n.Event == event && (name == "" || n.Screen == name) {
				found, t.seen = n, i+1
				return true, nil
			}
		}
		return false, t.running.ended()
	})
	return found, err
}

// startApp opens the window, comes in with the passphrase and waits for the list.
func (t *tour) startApp(name string, args ...string) error {
	t.trace, t.seen = filepath.Join(t.out, name+".jsonl"), 0
	if err := os.RemoveAll(t.trace); err != nil {
		return err
	}
	args = append([]string{"--data", t.laptop, "--server", t.server.ready.URL, "--code", t.server.ready.Code, "--start-log", t.trace}, args...)
	var err error
	if t.running, err = start(t.ctx, filepath.Join(t.out, name+".log"), nil, t.app, args...); err != nil {
		return err
	}
	gate := "unlock"
	if name == "first" {
		gate = "begin"
	}
	shown, err := t.wait("shown", gate)
	if err != nil {
		return err
	}
	t.report.time("start_"+name, time.Duration(shown.MS*float64(time.Millisecond)))
	time.Sleep(500 * time.Millisecond) // the window manager gives the window its keys
	if err := t.comeIn(name); err != nil {
		return err
	}
	came, err := t.wait("store", "")
	if err != nil {
		return err
	}
	list, err := t.wait("shown", "households")
	if err != nil {
		return err
	}
	t.report.time("unlocked_"+name, time.Duration((list.MS-came.MS)*float64(time.Millisecond)))
	return nil
}

// comeIn types the passphrase; at the first start it is chosen.
func (t *tour) comeIn(name string) error {
	if name != "first" {
		return errors.Join(typed(passphrase, 15*time.Millisecond), t.picture("00-"+name+"-mo-khoa"), keys("Tab", "Return"))
	}
	return errors.Join(
		typed("Chi Ut", 20*time.Millisecond), keys("Tab"), typed(passphrase, 15*time.Millisecond), keys("Tab"), typed(passphrase, 15*time.Millisecond),
		t.picture("00-dat-mat-khau"), keys("Tab", "Return"),
	)
}

// hide locks the screen, and comes in again: what is shown is as it was.
func (t *tour) hide() error {
	if err := t.press("shown", "unlock", "ctrl+l"); err != nil {
		return err
	}
	if err := errors.Join(typed(passphrase, 15*time.Millisecond), t.picture("15-khoa-man-hinh"), keys("Tab", "Return")); err != nil {
		return err
	}
	_, err := t.wait("returned", "")
	return err
}

func (t *tour) closeApp() {
	if t.running != nil {
		t.running.stop()
		t.running = nil
	}
}

// picture saves the display once it has come to rest.
func (t *tour) picture(name string) error {
	data, err := t.screen.settle(250 * time.Millisecond)
	if err != nil {
		return err
	}
	file := name + ".png"
	t.report.Pictures = append(t.report.Pictures, file)
	return t.screen.save(data, filepath.Join(t.out, file))
}

// press presses keys and waits for a note.
func (t *tour) press(event, name string, combos ...string) error {
	if err := keys(combos...); err != nil {
		return err
	}
	_, err := t.wait(event, name)
	return err
}

func (t *tour) start() error {
	if err := t.startApp("first"); err != nil {
		return err
	}
	return t.picture("01-ho")
}

// find looks for households by words without marks and opens the first.
func (t *tour) find() error {
	if err := keys("ctrl+f"); err != nil {
		return err
	}
	if err := typed("nguyen th", 60*time.Millisecond); err != nil {
		return err
	}
	quiet, err := t.screen.settle(200 * time.Millisecond)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := keys("i"); err != nil {
		return err
	}
	took, err := t.screen.changed(quiet, began, 2*time.Second)
	if err != nil {
		return err
	}
	t.report.time("key_to_pixels", took)
	if err := t.picture("02-tim"); err != nil {
		return err
	}
	if err := t.press("shown", "household", "Return"); err != nil {
		return err
	}
	return t.picture("03-trang-ho")
}

// visit records a visit; who went and when is typed once, on the sheet.
func (t *tour) visit() error {
	if err := t.press("shown", "visit", "ctrl+t"); err != nil {
		return err
	}
	if err := keys("1", "ctrl+s"); err != nil {
		return err
	}
	if err := t.picture("04-thieu-phieu"); err != nil {
		return err
	}
	if err := t.press("shown", "sheet", "ctrl+d"); err != nil {
		return err
	}
	if err := typed("truwowngr aaps", 60*time.Millisecond); err != nil {
		return err
	}
	if err := keys("Tab"); err != nil {
		return err
	}
	if err := typed(time.Now().Format("02012006"), 40*time.Millisecond); err != nil {
		return err
	}
	if err := t.picture("05-phieu"); err != nil {
		return err
	}
	if err := keys("ctrl+s"); err != nil {
		return err
	}
	if err := t.picture("06-tham-ho"); err != nil {
		return err
	}
	if err := t.press("saved", "", "ctrl+s"); err != nil {
		return err
	}
	return t.picture("07-da-luu")
}

// addChild adds a child whose name is typed in Telex.
func (t *tour) addChild() error {
	if err := t.press("shown", "child", "ctrl+n"); err != nil {
		return err
	}
	if err := typed("Nguyeenx Thij AAmr Ys", 60*time.Millisecond); err != nil {
		return err
	}
	for _, text := range []string{"05032021", "2"} {
		if err := keys("Tab"); err != nil {
			return err
		}
		if err := typed(text, 40*time.Millisecond); err != nil {
			return err
		}
	}
	if err := keys("Tab"); err != nil {
		return err
	}
	if err := t.picture("08-phieu-tre"); err != nil {
		return err
	}
	if err := t.press("saved", "", "ctrl+s"); err != nil {
		return err
	}
	return t.picture("09-tre-moi")
}

// correctNumber opens the child that was added last and types its number.
func (t *tour) correctNumber() error {
	row, err := t.rowOfNewChild()
	if err != nil {
		return err
	}
	if err := keys("Home"); err != nil {
		return err
	}
	for range row {
		if err := keys("Down"); err != nil {
			return err
		}
	}
	if err := t.press("shown", "child", "Return"); err != nil {
		return err
	}
	if err := keys("Tab", "Tab", "Tab", "Tab"); err != nil {
		return err
	}
	if err := typed("096321912345", 40*time.Millisecond); err != nil {
		return err
	}
	if err := keys("Tab"); err != nil {
		return err
	}
	if err := t.picture("10-so-dinh-danh"); err != nil {
		return err
	}
	return t.press("saved", "", "ctrl+s")
}

func (t *tour) sync() error {
	if err := t.picture("11-cho-gui"); err != nil {
		return err
	}
	if err := t.press("synced", "", "ctrl+r"); err != nil {
		return err
	}
	if err := t.press("shown", "sync", "ctrl+2"); err != nil {
		return err
	}
	return t.picture("12-dong-bo")
}

// lacking reads from the board how many children of the province have no number.
func (t *tour) lacking(picture string, dark bool) (n int, text string, err error) {
	t.report.Pictures = append(t.report.Pictures, picture)
	text, err = browse(t.ctx, t.server.ready.Board, filepath.Join(t.out, picture), dark)
	if err != nil {
		return 0, "", err
	}
	n, err = figure(text, "Chưa có số định danh")
	return n, text, err
}

// figure finds the number that follows a label on the board.
func figure(text, label string) (int, error) {
	m := regexp.MustCompile(regexp.QuoteMeta(label) + `\s+([0-9.]+)`).FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("no figure for %q on the board", label)
	}
	return strconv.Atoi(strings.ReplaceAll(m[1], ".", ""))
}

// look reads the board before anything is typed.
func (t *tour) look() (err error) {
	t.lacked, _, err = t.lacking("13-tien-do-truoc.png", false)
	return err
}

// oneMore sends the new child, that has no number yet: the province counts it.
func (t *tour) oneMore() error {
	if err := t.press("synced", "", "ctrl+r"); err != nil {
		return err
	}
	n, _, err := t.lacking("13-tien-do-them.png", false)
	if err != nil {
		return err
	}
	return t.report.check(n == t.lacked+1, "board: %d children without a number before, %d with the new one", t.lacked, n)
}

// board looks at the board in a real browser: the new child has a number now,
// so the province's count is again what it was.
func (t *tour) board() error {
	n, text, err := t.lacking("14-tien-do.png", true)
	if err != nil {
		return err
	}
	return errors.Join(
		t.report.check(n == t.lacked, "board: %d children without a number once it has one", n),
		t.report.check(strings.Contains(text, "Dữ liệu mẫu"), "board: the banner says that the data are invented"),
		t.checkLaptop(),
	)
}

// again opens the window in another look and takes the main pictures.
func (t *tour) again(look string) error {
	args := map[string][]string{"dark": {"--theme", "dark"}, "sun": {"--theme", "sun"}, "big": {"--scale", "1.5"}}[look]
	if err := t.startApp(look, args...); err != nil {
		return err
	}
	defer t.closeApp()
	if err := t.picture("20-" + look + "-ho"); err != nil {
		return err
	}
	if err := t.press("shown", "household", "Return"); err != nil {
		return err
	}
	if err := t.picture("21-" + look + "-trang-ho"); err != nil {
		return err
	}
	if err := t.press("shown", "visit", "ctrl+t"); err != nil {
		return err
	}
	if err := t.picture("22-" + look + "-tham-ho"); err != nil {
		return err
	}
	if err := keys("Escape"); err != nil {
		return err
	}
	if err := t.press("shown", "child", "Return"); err != nil {
		return err
	}
	return t.picture("23-" + look + "-phieu-tre")
}
