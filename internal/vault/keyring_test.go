package vault

import (
	"bytes"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// cheap is for tests only.
var cheap = Cost{Time: 1, Memory: 64, Threads: 1}

const life = 14 * 24 * time.Hour

var day1 = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

// ringClock is time that only runs when told to.
type ringClock struct{ at time.Duration }

func openRing(t testing.TB, path string, c *ringClock) *Ring {
	t.Helper()
	return must[*Ring](t)(OpenRing(path, RingOptions{Cost: cheap, Life: life, Running: func() time.Duration { return c.at }}))
}

func newRing(t testing.TB) (path string, r *Ring, u *Unlocked) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "thamho.keys")
	r = openRing(t, path, &ringClock{})
	u = must[*Unlocked](t)(r.Begin("Chị Út", []byte("con cá lội ngược dòng"), day1))
	return path, r, u
}

func TestPromise02EachPersonHasAPassphrase(t *testing.T) {
	t.Parallel()
	path, r, u := newRing(t)
	second := must[int](t)(r.Add(u, "Anh Ba", []byte("gió chướng thổi về đêm")))
	again := openRing(t, path, &ringClock{})

	for pass, id := range map[string]int{"con cá lội ngược dòng": u.Slot, " con  cá lội ngược dòng ": u.Slot, "gió chướng thổi về đêm": second} {
		got, err := again.Unlock(id, []byte(pass), day1)
		if err != nil || !bytes.Equal(got.Keys()[0], u.Keys()[0]) {
			t.Errorf("%q: %v", pass, err)
		}
	}
	for _, pass := range []string{"", "123456", "gió chướng thổi về đêm"} {
		if _, err := openRing(t, path, &ringClock{at: time.Hour}).Unlock(u.Slot, []byte(pass), day1); !errors.Is(err, ErrWrong) {
			t.Errorf("%q: %v", pass, err)
		}
	}
	raw := must[[]byte](t)(os.ReadFile(path))
	if bytes.Contains(raw, u.Keys()[0]) || bytes.Contains(raw, []byte("SECRET")) {
		t.Error("a secret stands in the ring")
	}
	if DefaultCost != (Cost{Time: 3, Memory: 64 * 1024, Threads: 4}) {
		t.Error("guesses are cheap:", DefaultCost)
	}
	if pass := "NFD: " + "co\u0301"; string(canon([]byte(pass))) != "NFD: có" {
		t.Error("keyboards differ")
	}
}

func TestPromise03WrongTriesSlowDownAndSurviveARestart(t *testing.T) {
	t.Parallel()
	path, _, u := newRing(t)
	clock := &ringClock{}
	r := openRing(t, path, clock)
	for range freeTries {
		if _, err := r.Unlock(u.Slot, []byte("sai"), day1); !errors.Is(err, ErrWrong) {
			t.Fatal(err)
		}
	}
	var wait *WaitError
	if _, err := r.Unlock(u.Slot, []byte("con cá lội ngược dòng"), day1); !errors.As(err, &wait) || wait.For != time.Second {
		t.Errorf("got %v", err)
	}
	// A restart begins the wait anew, whatever the clock on the wall says.
	clock2 := &ringClock{}
	r = openRing(t, path, clock2)
	if _, err := r.Unlock(u.Slot, []byte("x"), day1.AddDate(3, 0, 0)); !errors.As(err, &wait) {
		t.Errorf("a restart wins a try: %v", err)
	}
	clock2.at = time.Second
	for n, want := range []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second} {
		if _, err := r.Unlock(u.Slot, []byte("sai"), day1.AddDate(-3, 0, 0)); !errors.Is(err, ErrWrong) {
			t.Fatal(n, err)
		}
		if got := r.Wait(u.Slot); got != want {
			t.Errorf("wait %v, want %v", got, want)
		}
		clock2.at += want
	}
	if waitAfter(100) != maxWait || waitAfter(15) != maxWait || waitAfter(14) >= maxWait {
		t.Error("the wait is not an hour at most")
	}
	must[*Unlocked](t)(r.Unlock(u.Slot, []byte("con cá lội ngược dòng"), day1))
	if r.Wait(u.Slot) != 0 || openRing(t, path, &ringClock{}).People()[0].Tries != 0 {
		t.Error("a right try does not end the waiting")
	}
	ok(t, os.WriteFile(path+countEnd, []byte("{"), 0o600))
	if openRing(t, path, &ringClock{}).Wait(u.Slot) < 10*time.Second {
		t.Error("damaging the counts wins tries")
	}
}

// The try is on the disk before it is answered: a folder that can't be written
// gives no answer.
func TestPromise03KilledBetweenTriesWinsNothing(t *testing.T) {
	t.Parallel()
	path, r, u := newRing(t)
	ok(t, os.Mkdir(path+countEnd+"x", 0o700))
	r.path = filepath.Join(path+"-gone", "ring") // counts can't be written
	if _, err := r.Unlock(u.Slot, []byte("con cá lội ngược dòng"), day1); err == nil {
		t.Error("an answer without a count")
	}
	r.path = path
	before := must[*Ring](t)(OpenRing(path, RingOptions{Cost: Cost{Time: 1, Memory: 64, Threads: 1}}))
	before.file.Slots[0].Cost = Cost{Time: 99} // the guess itself fails, as when it is killed
	if _, err := before.Unlock(u.Slot, []byte("x"), day1); err == nil {
		t.Fatal("a mad cost was taken")
	}
	if got := openRing(t, path, &ringClock{}).People()[0].Tries; got != 1 {
		t.Errorf("%d tries on the disk", got)
	}
}

func TestPromise05ForgottenPassphrase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "thamho.keys")
	options := RingOptions{Cost: cheap, Life: life, DeviceSecret: []byte("of the system")}
	r := must[*Ring](t)(OpenRing(path, options))
	u := must[*Unlocked](t)(r.Begin("Chị Út", []byte("quên mất rồi"), day1))
	first, second, stranger := must[*age.X25519Identity](t)(age.GenerateX25519Identity()), must[*age.X25519Identity](t)(age.GenerateX25519Identity()), must[*age.X25519Identity](t)(age.GenerateX25519Identity())
	ok(t, r.SetOffice(u, first.Recipient().String(), second.Recipient().String()))

	options.DeviceSecret = nil // the system was set up anew
	r = must[*Ring](t)(OpenRing(path, options))
	if _, err := r.Unlock(u.Slot, []byte("quên mất rồi"), day1); !errors.Is(err, ErrWrong) {
		t.Errorf("without the system's secret: %v", err)
	}
	for _, pair := range [][2]*age.X25519Identity{{first, first}, {first, stranger}, {stranger, second}} {
		if _, err := r.Recover(pair[0].String(), pair[1].String(), "Anh Tư", []byte("mới")); !errors.Is(err, ErrWrong) {
			t.Errorf("one officer is enough: %v", err)
		}
	}
	got := must[*Unlocked](t)(r.Recover(second.String(), first.String(), "Anh Tư", []byte("cụm từ mới")))
	if !bytes.Equal(got.Keys()[0], u.Keys()[0]) {
		t.Error("another key")
	}
	must[*Unlocked](t)(must[*Ring](t)(OpenRing(path, options)).Unlock(got.Slot, []byte("cụm từ mới"), day1))
}

// Any two of the officers open it together; who is no officer any more does not.
func TestPromise05AnyTwoOfTheOfficers(t *testing.T) {
	t.Parallel()
	path, r, u := newRing(t)
	var keys, to []string
	for range 4 {
		id := must[*age.X25519Identity](t)(age.GenerateX25519Identity())
		keys, to = append(keys, id.String()), append(to, id.Recipient().String())
	}
	for _, bad := range [][]string{nil, to[:1], {to[0], to[0]}, {to[0], to[1], to[0]}, {to[0], "age1x"}, {to[0], to[1], to[2], to[3], "a", "b"}} {
		if r.SetOffice(u, bad...) == nil {
			t.Errorf("%d officers were taken", len(bad))
		}
	}
	if len(r.Office()) != 0 {
		t.Error("half an office is kept")
	}
	ok(t, r.SetOffice(u, to[0], to[3]))
	ok(t, r.SetOffice(u, to[:3]...))
	if got := openRing(t, path, &ringClock{}).Office(); len(got) != 3 {
		t.Errorf("officers: %v", got)
	}
	for i := range keys {
		for k := range keys {
			_, err := openRing(t, path, &ringClock{}).Recover(keys[i], keys[k], "Anh Tư", []byte("mới"))
			if opens := i != k && i < 3 && k < 3; (err == nil) != opens {
				t.Errorf("officers %d and %d: %v", i, k, err)
			}
		}
	}
	people := openRing(t, path, &ringClock{}).People()
	if len(people) != 2 || people[1].Name != "Anh Tư" {
		t.Errorf("one person is there twice: %v", people)
	}
}

// A ring that was dropped opens for nobody but the office, and may begin anew.
func TestPromise08ADroppedRingHasNobody(t *testing.T) {
	t.Parallel()
	path, r, u := newRing(t)
	officers := [2]*age.X25519Identity{must[*age.X25519Identity](t)(age.GenerateX25519Identity()), must[*age.X25519Identity](t)(age.GenerateX25519Identity())}
	ok(t, r.SetOffice(u, officers[0].Recipient().String(), officers[1].Recipient().String()))
	ok(t, r.Drop())

	again := openRing(t, path, &ringClock{})
	if _, err := again.Unlock(u.Slot, []byte("con cá lội ngược dòng"), day1); !errors.Is(err, ErrNobody) || !again.Spent() {
		t.Errorf("%v, spent %v", err, again.Spent())
	}
	for _, file := range must[[]string](t)(filepath.Glob(path + "*")) {
		if raw := must[[]byte](t)(os.ReadFile(file)); bytes.Contains(raw, []byte("secret")) || bytes.Contains(raw, []byte("Chị Út")) {
			t.Errorf("a slot stands in %s", filepath.Base(file))
		}
	}
	got := must[*Unlocked](t)(again.Recover(officers[0].String(), officers[1].String(), "Tỉnh", []byte("xem lại")))
	if !bytes.Equal(got.Keys()[0], u.Keys()[0]) {
		t.Error("the office has another key")
	}
	ok(t, again.Drop())
	fresh := must[*Unlocked](t)(again.Begin("Anh Ba", []byte("bắt đầu lại"), day1))
	if bytes.Equal(fresh.Keys()[0], u.Keys()[0]) || again.Spent() || len(again.Office()) != 0 {
		t.Error("a new beginning keeps the old key")
	}
}

// One officer's half says nothing of the key.
func TestPromise05OneHalfSaysNothing(t *testing.T) {
	t.Parallel()
	_, r, u := newRing(t)
	officers := [2]*age.X25519Identity{must[*age.X25519Identity](t)(age.GenerateX25519Identity()), must[*age.X25519Identity](t)(age.GenerateX25519Identity())}
	ok(t, r.SetOffice(u, officers[0].Recipient().String(), officers[1].Recipient().String()))
	whole := base64.StdEncoding.EncodeToString(u.Keys()[0])
	for i, id := range officers {
		half := must[[]byte](t)(decrypt(r.file.Office[0].Parts[i], id))
		if bytes.Contains(half, []byte(whole)) || bytes.Contains(half, u.Keys()[0]) || bytes.Count(half, []byte{0}) > len(half)/4 {
			t.Errorf("half %d: %q", i, half)
		}
	}
}

func TestPromise07HandOver(t *testing.T) {
	t.Parallel()
	path, r, u := newRing(t)
	officers := [2]*age.X25519Identity{must[*age.X25519Identity](t)(age.GenerateX25519Identity()), must[*age.X25519Identity](t)(age.GenerateX25519Identity())}
	ok(t, r.SetOffice(u, officers[0].Recipient().String(), officers[1].Recipient().String()))
	stays := must[int](t)(r.Add(u, "Anh Ba", []byte("gió chướng thổi về")))
	db := filepath.Join(t.TempDir(), "x.db")
	v := must[*Vault](t)(New(u.Keys()[0], ""))
	ok(t, v.Create(db))
	d := openDB(t, v, db)
	fill(t, d, 20)
	ok(t, d.Close())
	oldRing := must[[]byte](t)(os.ReadFile(path))

	code := must[string](t)(r.Invite(u, "Em Sáu"))
	if len(code) != 16 {
		t.Errorf("code %s", code)
	}
	var invited int
	for _, p := range r.People() {
		if p.Once {
			invited = p.Slot
		}
	}
	taken := must[*Unlocked](t)(openRing(t, path, &ringClock{}).Unlock(invited, []byte(code), day1))
	r = openRing(t, path, &ringClock{})
	ok(t, r.Change(taken, []byte("của em sáu đây")))
	if _, err := r.Unlock(invited, []byte(code), day1); !errors.Is(err, ErrWrong) {
		t.Errorf("a code served twice: %v", err)
	}
	ok(t, r.Remove(u.Slot))
	ok(t, r.Rekey(taken))
	w := must[*Vault](t)(New(taken.Keys()[0], ""))
	ok(t, v.Rekey(db, w, db+".half"))
	// A crash here: either key opens what there is.
	cut := must[*Unlocked](t)(openRing(t, path, &ringClock{}).Unlock(stays, []byte("gió chướng thổi về"), day1))
	if len(cut.Keys()) != 2 || !bytes.Equal(cut.Keys()[1], u.Keys()[0]) {
		t.Fatal("in between there are not two keys")
	}
	ok(t, Replace(db+".half", db))
	ok(t, r.Rekeyed(taken, taken.Keys()[0]))

	if files := must[[]string](t)(filepath.Glob(path + beforeEnd)); len(files) > 0 {
		t.Error("the ring of before the removal is kept")
	}
	if must[bool](t)(v.Opens(db)) || !must[bool](t)(w.Opens(db)) {
		t.Error("the old key opens the new file")
	}
	for id, pass := range map[int]string{stays: "gió chướng thổi về", invited: "của em sáu đây"} {
		got := must[*Unlocked](t)(openRing(t, path, &ringClock{}).Unlock(id, []byte(pass), day1))
		if len(got.Keys()) != 1 || !bytes.Equal(got.Keys()[0], taken.Keys()[0]) {
			t.Error("those who stay have not the new key")
		}
	}
	if _, err := openRing(t, path, &ringClock{}).Unlock(u.Slot, []byte("con cá lội ngược dòng"), day1); !errors.Is(err, ErrNobody) {
		t.Errorf("the old passphrase: %v", err)
	}
	must[*Unlocked](t)(openRing(t, path, &ringClock{}).Recover(officers[0].String(), officers[1].String(), "Tỉnh", []byte("mở lại giúp")))
	// The ring of before, with the old passphrase, does not open the new file.
	old := filepath.Join(t.TempDir(), "old")
	ok(t, os.WriteFile(old, oldRing, 0o600))
	leftover := must[*Unlocked](t)(openRing(t, old, &ringClock{}).Unlock(u.Slot, []byte("con cá lội ngược dòng"), day1))
	x := must[*Vault](t)(New(leftover.Keys()[0], ""))
	if must[bool](t)(x.Opens(db)) {
		t.Error("the old ring opens the new file")
	}
	for _, v := range []*Vault{v, w, x} {
		ok(t, v.Close())
	}
}

func TestADamagedRingIsTheOneBefore(t *testing.T) {
	t.Parallel()
	path, r, u := newRing(t)
	must[int](t)(r.Add(u, "Anh Ba", []byte("gió chướng")))
	for name, spoil := range map[string]func(){
		"cut":  func() { ok(t, os.WriteFile(path, []byte(`{"version":1`), 0o600)) },
		"gone": func() { ok(t, os.Remove(path)) },
	} {
		spoil()
		if people := openRing(t, path, &ringClock{}).People(); len(people) != 1 || people[0].Name != "Chị Út" {
			t.Errorf("%s: %v", name, people)
		}
	}
	ok(t, os.WriteFile(path, []byte(`x`), 0o600))
	ok(t, os.WriteFile(path+beforeEnd, []byte(strings.Repeat("x", 100)), 0o600))
	if _, err := OpenRing(path, RingOptions{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}
