package kit

// Model is what a List shows. Both methods are called while the window is
// painted, so they must answer at once and may not ask a database.
type Model[T any] interface {
	// Length tells how many rows there are.
	Length() int
	// Row returns a row, or false when it is still on its way; it is then
	// drawn grey.
	Row(i int) (T, bool)
}

// Rows is a Model of rows that are all here.
type Rows[T any] []T

// Length implements Model.
func (r Rows[T]) Length() int { return len(r) }

// Row implements Model.
func (r Rows[T]) Row(i int) (T, bool) { return r[i], true }
