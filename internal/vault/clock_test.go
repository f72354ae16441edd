package vault

import (
	"errors"
	"os"
	"testing"
	"time"
)

var pass1 = []byte("con cá lội ngược dòng")

// signedRing is a ring that the server told the time once, at day1.
func signedRing(t testing.TB, clock *ringClock) (path string, r *Ring, u *Unlocked) {
	t.Helper()
	path, _, _ = newRing(t)
	r = openRing(t, path, clock)
	u = must[*Unlocked](t)(r.Unlock(1, pass1, day1))
	ok(t, r.Saw(day1, day1))
	ok(t, r.Renew(u))
	return path, r, u
}

// comeDaily starts the program so many times, with what the laptop's clock shows
// at each, and returns what the last coming in answered.
func comeDaily(t testing.TB, path string, times int, wall func(n int) time.Time) (err error) {
	t.Helper()
	for n := range times {
		_, err = openRing(t, path, &ringClock{}).Unlock(1, pass1, wall(n))
	}
	return err
}

func TestPromise06OfflineAccessEnds(t *testing.T) {
	t.Parallel()
	clock := &ringClock{}
	path, r, u := signedRing(t, clock)
	ok(t, comeDaily(t, path, 14, func(n int) time.Time { return day1.AddDate(0, 0, n+1) }))
	if err := comeDaily(t, path, 1, func(int) time.Time { return day1.AddDate(0, 0, 15) }); !errors.Is(err, ErrExpired) {
		t.Errorf("after 15 days: %v", err)
	}
	if err := comeDaily(t, path, 1, func(int) time.Time { return day1 }); !errors.Is(err, ErrExpired) {
		t.Errorf("a clock set back brings it back: %v", err)
	}
	// An expiry that was edited is a wrong key.
	raw := must[[]byte](t)(os.ReadFile(path))
	edited := openRing(t, path, &ringClock{})
	edited.file.Slots[0].Until += 1e10
	ok(t, edited.save())
	if err := comeDaily(t, path, 1, func(int) time.Time { return day1 }); !errors.Is(err, ErrWrong) {
		t.Errorf("edited: %v", err)
	}
	ok(t, os.WriteFile(path, raw, 0o600))
	// A contact renews it, for everybody.
	other := must[int](t)(r.Add(u, "Anh Ba", []byte("gió chướng")))
	ok(t, r.Saw(day1.AddDate(0, 1, 0), day1))
	ok(t, r.Renew(u))
	ok(t, comeDaily(t, path, 1, func(int) time.Time { return day1.AddDate(0, 1, 1) }))
	must[*Unlocked](t)(openRing(t, path, &ringClock{}).Unlock(other, []byte("gió chướng"), day1))
}

// Without contact, a program that runs spends its time whatever the clock shows:
// set back before each start, or standing still because its battery is dead.
func TestPromise06AClockSetBackWinsNothing(t *testing.T) {
	t.Parallel()
	for name, wall := range map[string]time.Time{"set back": day1.AddDate(-1, 0, 0), "dead": time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		path, _, _ := signedRing(t, &ringClock{})
		var err error
		days := 0
		for ; err == nil && days < 40; days++ {
			clock := &ringClock{}
			r := openRing(t, path, clock)
			if _, err = r.Unlock(1, pass1, wall); err != nil {
				break
			}
			for range 6 { // and then the power goes
				clock.at += 4 * time.Hour
				ok(t, r.Ran())
			}
		}
		if !errors.Is(err, ErrExpired) || days != 15 {
			t.Errorf("%s: %v after %d days of work", name, err, days)
		}
	}
}

// A cut costs whoever is at the laptop a minute at most, and the disk is written
// no more often.
func TestRunningTimeIsWrittenEachMinute(t *testing.T) {
	t.Parallel()
	clock := &ringClock{}
	path, r, _ := signedRing(t, clock)
	for _, c := range []struct{ at, want time.Duration }{{59 * time.Second, 0}, {time.Minute, time.Minute}, {119 * time.Second, time.Minute}, {2 * time.Minute, 2 * time.Minute}} {
		clock.at = c.at
		ok(t, r.Ran())
		if got := openRing(t, path, &ringClock{}).Now().Sub(day1); got != c.want {
			t.Errorf("after %v the disk says %v, want %v", c.at, got, c.want)
		}
	}
}

// A clock that jumped ten years ahead, and back, locks nobody out: it costs a day.
func TestPromise06AClockAheadLocksNobodyOut(t *testing.T) {
	t.Parallel()
	path, _, _ := signedRing(t, &ringClock{})
	walls := []time.Time{day1.AddDate(10, 0, 0), day1.AddDate(10, 0, 0), day1, day1.AddDate(0, 0, 1)}
	ok(t, comeDaily(t, path, len(walls), func(n int) time.Time { return walls[n] }))
	r := openRing(t, path, &ringClock{})
	if got := r.Now().Sub(day1); got != 2*24*time.Hour {
		t.Errorf("supposed to be %v later", got)
	}
	// A ring that was begun while the clock was ahead takes the server's time.
	path, r, u := newRing(t)
	ok(t, r.Saw(day1.AddDate(-5, 0, 0), day1))
	ok(t, r.Renew(u))
	if until := openRing(t, path, &ringClock{}).People()[0].Until; !until.Equal(day1.AddDate(-5, 0, 0).Add(life)) {
		t.Errorf("access ends %v", until)
	}
}

// Who throws the counts away has what was left at the last contact, and no more.
func TestPromise06LostCountsAreTheLastContact(t *testing.T) {
	t.Parallel()
	path, r, _ := signedRing(t, &ringClock{})
	ok(t, os.Remove(path+countEnd))
	if again := openRing(t, path, &ringClock{}); !again.Now().Equal(day1) {
		t.Errorf("it is %v", again.Now())
	}
	if late := r.Saw(day1.AddDate(0, 0, -1), day1); late != nil || !r.Now().Equal(day1) {
		t.Errorf("old news turned the time back: %v %v", r.Now(), late)
	}
}

// Nobody prolongs their own time by asking somebody in, who asks them in.
func TestPromise06AnInvitationEndsWithItsHost(t *testing.T) {
	t.Parallel()
	clock := &ringClock{}
	_, r, u := signedRing(t, clock)
	clock.at += 10 * 24 * time.Hour
	must[string](t)(r.Invite(u, "Em Sáu"))
	for _, p := range r.People() {
		if !p.Until.Equal(day1.Add(life)) {
			t.Errorf("%s until %v", p.Name, p.Until)
		}
	}
}

// A clock that stands behind what it showed before is told to whoever comes in.
func TestAClockThatWasSetBackIsNoticed(t *testing.T) {
	t.Parallel()
	path, _, _ := signedRing(t, &ringClock{})
	back := func(wall time.Time) time.Duration {
		return must[*Unlocked](t)(openRing(t, path, &ringClock{}).Unlock(1, pass1, wall)).Back
	}
	for _, c := range []struct {
		wall time.Time
		want time.Duration
	}{
		{day1.AddDate(0, 0, 3), 0},
		{day1.AddDate(0, 0, 2), 24 * time.Hour}, // behind what it showed
		{day1.AddDate(0, 0, 2), 0},
		{day1.Add(48*time.Hour - 30*time.Minute), 0},
		{day1.AddDate(-1, 0, 0), 365*24*time.Hour + 48*time.Hour - 30*time.Minute},
		{day1.AddDate(-1, 0, 0), 365 * 24 * time.Hour}, // behind what the server signed, still
	} {
		if got := back(c.wall); got != c.want {
			t.Errorf("%v: %v, want %v", c.wall, got, c.want)
		}
	}
}
