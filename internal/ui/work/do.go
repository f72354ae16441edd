package work

import (
	"context"
	"fmt"
	"runtime/debug"
)

// PanicError is what a job that panicked gives as its error. The words and the
// stack are for the log and the crash file.
type PanicError struct {
	Value any
	Stack []byte
}

// Error tells the panic's value.
func (e *PanicError) Error() string { return fmt.Sprintf("job panicked: %v", e.Value) }

// Do runs job in the background and hands its answer to done on the window's
// goroutine. When ctx has ended by then, done is not called: the screen that
// asked is gone. A job that panics gives a *PanicError. done may be nil.
func Do[T any](r Runner, ctx context.Context, job func(context.Context) (T, error), done func(T, error)) {
	r.Run(func() (deliver func()) {
		answer, err := safely(ctx, job)
		return func() {
			if ctx.Err() == nil && done != nil {
				done(answer, err)
			}
		}
	})
}

func safely[T any](ctx context.Context, job func(context.Context) (T, error)) (answer T, err error) {
	if err := ctx.Err(); err != nil {
		return answer, err
	}
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return job(ctx)
}
