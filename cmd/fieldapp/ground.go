package main

import (
	"context"
	"time"

	"thamho.vn/internal/profile"
	"thamho.vn/internal/ui/words"
	"thamho.vn/internal/ui/work"
)

// groundEvery is how often the disk and the folder are looked at.
const groundEvery = time.Minute

// tellGround says what is wrong with the folder or the disk that the data lie on.
// It says the same thing once, until that is well again.
func (d *desk) tellGround(s *seat) {
	work.Do(d.runner, d.ctx, func(context.Context) (profile.Ground, error) { return s.room.Ground() }, func(g profile.Ground, err error) {
		if d.seat != s {
			return // who sat there left
		}
		if err != nil {
			d.log.Error("ground", "err", err)
			return
		}
		text := groundText(g)
		if text != "" && text != s.ground {
			d.log.Warn("ground", "free", g.Free, "cloud", g.Cloud, "conflicts", len(g.Conflicts))
			s.shell.Notice(text)
		}
		s.ground = text
	})
}

// groundText is what to do about the ground, the most pressing first; "" when all
// is well.
func groundText(g profile.Ground) string {
	switch {
	case g.Low():
		return words.Say("ground.low")
	case len(g.Conflicts) > 0:
		return words.Say("ground.conflicts", words.Args{"name": g.Conflicts[0], "n": words.Count(len(g.Conflicts))})
	case g.Cloud != "":
		return words.Say("ground.cloud", words.Args{"cloud": g.Cloud})
	}
	return ""
}
