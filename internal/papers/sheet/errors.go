package sheet

import (
	"context"
	"errors"

	"thamho.vn/internal/registry"
)

// Keys of what may be wrong with a file.
const (
	keyGone      = "file_gone"
	keyEmpty     = "file_empty"
	keyNotTable  = "file_not_table"
	keyOldXLS    = "file_old_xls"
	keyEncrypted = "file_encrypted"
	keyMacros    = "file_macros"
	keyTooBig    = "file_too_big"
	keyBroken    = "file_broken"
	keyLongCell  = "cell_too_long"
	keyTooWide   = "file_too_wide"
	keyNoSheet   = "no_sheet"
)

// bad says what is wrong with the file as a whole; cause is for the log.
func bad(key string, cause error) *registry.Error {
	return &registry.Error{Code: registry.Invalid, Key: key, Err: cause}
}

// badRow says what is wrong with one row.
func badRow(key string, row int, cause error) *registry.Error {
	return &registry.Error{Code: registry.Invalid, Key: key, Args: map[string]any{"row": row}, Err: cause}
}

// ownFault is an error of our side, not of the file: a full disk.
func ownFault(cause error) *registry.Error {
	return &registry.Error{Code: registry.Internal, Err: cause}
}

// explain turns an error met while reading into one that a person can act on.
// What was cancelled stays as it is, and so does what is explained already.
func explain(err error) error {
	if _, known := errors.AsType[*registry.Error](err); known || cancelled(err) {
		return err
	}
	return bad(keyBroken, err)
}

// explainRow is explain for one who knows the row.
func explainRow(err error, row int) error {
	e, known := errors.AsType[*registry.Error](err)
	switch {
	case err == nil, cancelled(err), errors.Is(err, errStopped):
		return err
	case known && (e.Args != nil || row == 0 || e.Code != registry.Invalid):
		return err
	case known:
		return badRow(e.Key, row, e.Err)
	case row == 0:
		return bad(keyBroken, err)
	}
	return badRow(keyBroken, row, err)
}

func cancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
