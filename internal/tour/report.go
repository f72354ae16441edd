package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// report gathers what was timed and which pictures were taken.
type report struct {
	Timings  map[string]float64 `json:"timings_ms"`
	Pictures []string           `json:"pictures"`
	Checks   []string           `json:"checks"`
}

func newReport() *report { return &report{Timings: map[string]float64{}} }

func (r *report) time(name string, d time.Duration) {
	r.Timings[name] = float64(d.Microseconds()) / 1000
}

// check notes something that was verified, or returns what was wrong.
func (r *report) check(ok bool, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if !ok {
		return errors.New("not so: " + text)
	}
	r.Checks = append(r.Checks, text)
	return nil
}

func (r *report) write(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
