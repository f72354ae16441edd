package registry

import (
	"errors"
	"strings"
)

// Code tells a program what went wrong. The list only grows: codes cross the
// wire, texts do not.
type Code string

// The codes.
const (
	Invalid  Code = "invalid"
	NotFound Code = "not_found"
	Conflict Code = "conflict"
	Denied   Code = "denied"
	Offline  Code = "offline"
	StaleApp Code = "stale_app"
	Internal Code = "internal"
)

// Error is an error that a person may have to act on. Key names the text that
// tells what to do; Field the field it is about; Err what lies beneath, for
// the log only.
type Error struct {
	Code  Code
	Key   string
	Field string
	Args  map[string]any
	Err   error
}

// Error joins code, key, field and cause. It is for logs.
func (e *Error) Error() string {
	parts := []string{string(e.Code)}
	for _, p := range []string{e.Key, e.Field} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in the chain, Internal for any
// other error and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return Internal
}

// KeyOf returns the key of the first Error in the chain, "" when there is none.
func KeyOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Key
	}
	return ""
}

// IgnoreGone takes «no such record» for nothing to do.
func IgnoreGone(err error) error {
	if CodeOf(err) == NotFound {
		return nil
	}
	return err
}

// Bad says that a field holds something that can't be saved.
func Bad(key, field string, args map[string]any) *Error {
	return &Error{Code: Invalid, Key: key, Field: field, Args: args}
}
