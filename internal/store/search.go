package store

import (
	"context"
	"strconv"
	"strings"

	"thamho.vn/internal/registry"
	"thamho.vn/internal/viet"
)

// MaxHits bounds what a search returns. Nobody reads further; one types on.
const MaxHits = 500

// minTail is how many last digits of a number it takes to look for it.
const minTail = 4

// search finds households by words of their head, members and place, by STT
// and by the last digits of a member's number. Whole words of names come
// before beginnings of words, names before places.
func (s *Store) search(ctx context.Context, q registry.HouseholdQuery) ([]registry.Key, error) {
	words := strings.Fields(viet.SearchKey(q.Text))
	if len(words) == 0 {
		return nil, nil
	}
	hits := newHits()
	if digits := strings.Join(words, ""); isDigits(digits) {
		if err := s.searchDigits(ctx, q, digits, hits); err != nil {
			return nil, err
		}
	}
	for _, match := range matches(words) {
		if hits.full() {
			break
		}
		keys, err := s.match(ctx, q, match)
		if err != nil {
			return nil, err
		}
		hits.add(keys)
	}
	return hits.keys, nil
}

// placeMark begins every word of a place in the index, so that it is another word
// than the same in a name: else the names of a whole commune would be looked for
// among the ninety thousand places that say «kênh».
const placeMark = "\ue001"

// placeWords are the words under which a household is found by where it is.
func placeWords(line, hamlet string) string {
	words := strings.Fields(viet.SearchKey(line + " " + hamlet))
	for i, w := range words {
		words[i] = placeMark + w
	}
	return strings.Join(words, " ")
}

// matches are the FTS5 queries of a search, best first: every word whole in a
// name, the last word as a beginning in a name, then anywhere: every word whole,
// the last as a beginning, all as beginnings. A word that is whole is found where it
// stands in the index, and the search ends with enough hits; a beginning gathers all
// that begins so. The words are letters and digits only, so quoting them is safe.
func matches(words []string) []string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = `"` + w + `"`
	}
	whole := strings.Join(quoted, " ")
	begun := whole + "*"
	if len(words) == 1 && len(words[0]) == 1 {
		return []string{"{head members} : (" + begun + ")"}
	}
	return []string{
		"{head} : (" + whole + ")", "{head members} : (" + whole + ")", "{head members} : (" + begun + ")",
		anywhere(words, len(words)), anywhere(words, len(words)-1), anywhere(words, 0),
	}
}

// anywhere asks for all words in a name or a place, the first ones whole.
func anywhere(words []string, whole int) string {
	parts := make([]string, len(words))
	for i, w := range words {
		star := "*"
		if i < whole {
			star = ""
		}
		parts[i] = `("` + w + `"` + star + ` OR "` + placeMark + w + `"` + star + `)`
	}
	return strings.Join(parts, " AND ")
}

func (s *Store) match(ctx context.Context, q registry.HouseholdQuery, match string) ([]registry.Key, error) {
	if q.Hamlet == (registry.HouseholdQuery{}).Hamlet && q.Filter == registry.AllHouseholds {
		return s.keys(ctx, `SELECT rowid FROM find WHERE find MATCH $1 ORDER BY rowid LIMIT $2`, match, MaxHits)
	}
	return s.keys(ctx, `SELECT h.key FROM find JOIN household h ON h.key = find.rowid
		WHERE find MATCH $3 AND ($2 = x'' OR h.hamlet = $2) AND `+filterSQL[q.Filter]+` AND $1 = $1 ORDER BY h.key LIMIT $4`,
		s.today(), hamletArg(q.Hamlet), match, MaxHits)
}

func (s *Store) searchDigits(ctx context.Context, q registry.HouseholdQuery, digits string, hits *hits) error {
	tail := `SELECT h.key FROM household h WHERE ($2 = x'' OR h.hamlet = $2) AND ` + filterSQL[q.Filter] + ` AND $1 = $1 AND `
	if n, err := strconv.Atoi(digits); err == nil && len(digits) <= 5 {
		keys, err := s.keys(ctx, tail+`h.number = $3 ORDER BY h.key LIMIT $4`, s.today(), hamletArg(q.Hamlet), n, MaxHits)
		if err != nil {
			return err
		}
		hits.add(keys)
	}
	if len(digits) < minTail {
		return nil
	}
	from := backwards(digits)
	keys, err := s.keys(ctx, tail+`h.id IN (SELECT household FROM person WHERE tail <> '' AND tail >= $3 AND tail < $4) ORDER BY h.key LIMIT $5`,
		s.today(), hamletArg(q.Hamlet), from, from+":", MaxHits) // ":" follows "9"
	hits.add(keys)
	return err
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// hits gathers keys, each once, in the order in which they were found.
type hits struct {
	keys []registry.Key
	seen map[registry.Key]bool
}

func newHits() *hits { return &hits{seen: map[registry.Key]bool{}} }

func (h *hits) full() bool { return len(h.keys) >= MaxHits }

func (h *hits) add(keys []registry.Key) {
	for _, k := range keys {
		if !h.seen[k] && !h.full() {
			h.seen[k] = true
			h.keys = append(h.keys, k)
		}
	}
}
