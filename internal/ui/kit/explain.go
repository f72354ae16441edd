package kit

import (
	"encoding/base32"
	"errors"
	"hash/fnv"

	"thamho.vn/internal/registry"
)

// Explanation is an error in words for the worker.
type Explanation struct {
	Level Level
	Title string // what is wrong
	Todo  string // what to do; "" when the title says it
	Field string // the field it is about, "" for none
	Ref   string // short mark of an error without words, also for the log; else ""
}

// Remark returns the words as a remark beside a field.
func (e Explanation) Remark() Remark {
	text := e.Title
	if e.Todo != "" {
		text += " " + e.Todo
	}
	return Remark{Level: e.Level, Text: text}
}

// Lookup finds the text of a key and fills its arguments in; false when there
// is no such text.
type Lookup func(key string, args map[string]any) (string, bool)

// Keys of the texts that Explain uses. An error with key K has its title at
// "err.K" and what to do at "err.K.do", which may be absent; one whose key has
// no text is told by its code at "err.code.<code>".
const (
	errPrefix   = "err."
	codePrefix  = "err.code."
	todoSuffix  = ".do"
	keyInternal = "err.internal"
)

// Explain turns an error into words. It is the one place on the laptop that
// does. An error without words shows a short reference, never what is inside:
// the reference is made from the error's full text, so the same line in the
// log has the same one.
func Explain(err error, lookup Lookup) Explanation {
	if err == nil {
		return Explanation{}
	}
	e, ok := errors.AsType[*registry.Error](err)
	if !ok {
		return unknown(err, lookup)
	}
	for _, key := range textKeys(e) {
		if title, found := lookup(key, e.Args); found {
			todo, _ := lookup(key+todoSuffix, e.Args)
			return Explanation{Level: Error, Title: title, Todo: todo, Field: e.Field}
		}
	}
	return unknown(err, lookup)
}

// textKeys are the texts that fit an error, the closest first.
func textKeys(e *registry.Error) []string {
	var keys []string
	if e.Key != "" {
		keys = append(keys, errPrefix+e.Key)
	}
	if e.Code != registry.Internal {
		keys = append(keys, codePrefix+string(e.Code))
	}
	return keys
}

func unknown(err error, lookup Lookup) Explanation {
	ref := Reference(err)
	args := map[string]any{"Ref": ref}
	title, ok := lookup(keyInternal, args)
	if !ok {
		title = ref // never nothing, and never the error's own text
	}
	todo, _ := lookup(keyInternal+todoSuffix, args)
	return Explanation{Level: Error, Title: title, Todo: todo, Ref: ref}
}

// Reference returns the short mark of an error, to be written beside its full
// text in the log.
func Reference(err error) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(err.Error())) // a hash never fails
	letters := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil))
	return "TH-" + letters[:5]
}
