package work

import "context"

// Latest keeps only the answer to the last question: a search asked at every
// key must never show an older answer over a newer one. The zero Latest is
// ready. It belongs to the window's goroutine.
type Latest struct {
	cancel context.CancelFunc
}

// Cancel ends the question under way; its answer is dropped.
func (l *Latest) Cancel() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}

// Ask asks a new question and drops the one before it: the older job's context
// ends and its done is not called.
func Ask[T any](l *Latest, r Runner, ctx context.Context, job func(context.Context) (T, error), done func(T, error)) {
	l.Cancel()
	mine, cancel := context.WithCancel(ctx)
	l.cancel = cancel
	Do(r, mine, job, func(answer T, err error) {
		cancel()
		done(answer, err)
	})
}
