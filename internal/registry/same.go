package registry

import (
	"bytes"

	"github.com/google/uuid"
)

// Survivor returns the record that stands for a group of records of one child:
// the smallest id among those that were never merged into another, or the
// smallest of all when each was. So two laptops that merge A into B and B into A
// agree. edges has the targets of each source; group is not empty.
func Survivor(group []uuid.UUID, edges map[uuid.UUID][]uuid.UUID) uuid.UUID {
	var best, least uuid.UUID
	for _, id := range group {
		if least == uuid.Nil || bytes.Compare(id[:], least[:]) < 0 {
			least = id
		}
		if len(edges[id]) == 0 && (best == uuid.Nil || bytes.Compare(id[:], best[:]) < 0) {
			best = id
		}
	}
	if best == uuid.Nil {
		return least
	}
	return best
}
