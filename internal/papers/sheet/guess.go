package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// form is how a CSV is laid out.
type form struct {
	sep  byte
	skip int // bytes of the line that names the separator
}

const (
	// sampleSize is how much of a file the guess looks at, sampleLines how many
	// records of it.
	sampleSize  = 64 << 10
	sampleLines = 30
)

// guessForm finds the separator. A line «sep=;» says it, as Excel writes and
// understands; otherwise it is the character that stands equally often in the
// most records outside quotes, and of two such the more frequent: a comma that
// belongs to addresses varies, or is missing from the head.
func guessForm(sample []byte, whole bool) form {
	if f, ok := namedSeparator(sample); ok {
		return f
	}
	best, found := score{}, byte(',')
	for _, sep := range []byte(",;\t|") {
		if s := scoreOf(sample, whole, sep); s.beats(best) {
			best, found = s, sep
		}
	}
	return form{sep: found}
}

// namedSeparator reads a first line «sep=;».
func namedSeparator(sample []byte) (form, bool) {
	end := bytes.IndexAny(sample, "\r\n")
	if end < 0 {
		return form{}, false
	}
	line := sample[:end]
	if n := len(line); n > 1 && line[0] == '"' && line[n-1] == '"' {
		line = line[1 : n-1]
	}
	if len(line) != len("sep=;") || !bytes.EqualFold(line[:4], []byte("sep=")) || line[4] >= 0x80 || line[4] == '"' {
		return form{}, false
	}
	if bytes.HasPrefix(sample[end:], []byte("\r\n")) {
		end++
	}
	return form{sep: line[4], skip: end + 1}, true
}

// score tells how well a separator fits: in how many records it stands equally
// often, and how often.
type score struct{ records, times int }

func (s score) beats(o score) bool {
	return s.records > o.records || s.records == o.records && s.times > o.times
}

// scoreOf tries a separator. A sample that was cut off ends in half a record,
// which does not count.
func scoreOf(sample []byte, whole bool, sep byte) score {
	counts := map[int]int{}
	r := &records{in: bufio.NewReader(bytes.NewReader(sample)), sep: sep}
	for range sampleLines {
		blank := true
		fields, err := r.next(func(_ int, text []byte) error {
			blank = blank && len(text) == 0
			return nil
		})
		if err == nil || whole && errors.Is(err, io.EOF) && !blank {
			counts[fields-1]++
		}
		if err != nil {
			break
		}
	}
	delete(counts, 0)
	return mostCommon(counts)
}

func mostCommon(counts map[int]int) score {
	best := score{}
	for times, records := range counts {
		if s := (score{records, times}); s.beats(best) {
			best = s
		}
	}
	return best
}
