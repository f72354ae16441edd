package sqlcache

import "database/sql/driver"

// most is how many statements a connection keeps; each takes some 5 to 20 KB.
// The programs have about that many queries that are asked again and again, and
// a few whose text depends on how much is looked for.
const most = 128

// stmt is a statement of the driver.
type stmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// shelf holds statements that nobody uses at the moment, by their text.
type shelf struct {
	room  int
	clock uint64 // grows with every use
	at    map[string]shelved
}

type shelved struct {
	stmt
	used uint64
}

func newShelf(room int) shelf { return shelf{room: room, at: map[string]shelved{}} }

// take removes a statement from the shelf.
func (s *shelf) take(query string) (stmt, bool) {
	found, ok := s.at[query]
	delete(s.at, query)
	return found.stmt, ok
}

// put brings a statement back. Where one of the same text stands it is not
// needed; where there is no room the one that lay longest goes.
func (s *shelf) put(query string, st stmt) error {
	if _, there := s.at[query]; there {
		return st.Close()
	}
	s.clock++
	s.at[query] = shelved{st, s.clock}
	if len(s.at) <= s.room {
		return nil
	}
	oldest := query
	for text, other := range s.at {
		if other.used < s.at[oldest].used {
			oldest = text
		}
	}
	gone, _ := s.take(oldest)
	return gone.Close()
}

// clear closes all and returns the first error.
func (s *shelf) clear() (first error) {
	for query := range s.at {
		st, _ := s.take(query)
		if err := st.Close(); first == nil {
			first = err
		}
	}
	return first
}
