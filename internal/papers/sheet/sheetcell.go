package sheet

import (
	"bytes"
	"errors"
)

// sheetCell gathers what a <c> holds.
type sheetCell struct {
	kind    cellKind
	value   []byte // of <v>, or the text of <is>
	formula []byte // with its =; nil when there is none
	buf     []byte // of a shared text
	valued  bool   // there is a <v>, if an empty one
}

// cellKind is what a cell's t attribute says of its value.
type cellKind byte

const (
	cellNumber cellKind = iota // and whatever we don't know
	cellShared                 // the value is an index of shared
	cellInline                 // the text stands in the cell
	cellText                   // a formula gave a text
	cellPlain                  // boolean, error or ISO date, taken as it stands
)

func kindOfCell(t []byte) cellKind {
	switch string(t) {
	case "s":
		return cellShared
	case "inlineStr":
		return cellInline
	case "str":
		return cellText
	case "b", "e", "d":
		return cellPlain
	}
	return cellNumber
}

func (c *sheetCell) begin(t []byte) {
	c.kind, c.value, c.formula, c.valued = kindOfCell(t), c.value[:0], c.formula[:0], false
}

// take reads an element within the cell.
func (c *sheetCell) take(x *xmlScan, name string) (err error) {
	switch name {
	case "v":
		c.valued = true
		c.value, err = appendContent(x, c.value[:0])
	case "is":
		c.value, err = richText(x, c.value[:0])
	case "f":
		c.formula = append(c.formula[:0], '=')
		c.formula, err = appendContent(x, c.formula)
	}
	return err
}

// raw returns the cell's value. The bytes are good until the next cell.
func (c *sheetCell) raw(texts *shared) ([]byte, error) {
	switch c.kind {
	case cellShared:
		return c.sharedText(texts)
	case cellInline:
		return c.value, nil
	case cellText:
		if c.valued { // a text may be empty, where a number may not
			return unescape(c.value), nil
		}
		return c.formula, nil
	}
	value := bytes.TrimSpace(c.value)
	if len(value) == 0 {
		return c.formula, nil
	}
	if c.kind == cellNumber {
		return expand(value), nil
	}
	return value, nil
}

func (c *sheetCell) sharedText(texts *shared) ([]byte, error) {
	value := bytes.TrimSpace(c.value)
	if len(value) == 0 {
		return c.formula, nil
	}
	index, ok := number(value)
	if !ok {
		return nil, errNoText
	}
	text, ok, err := texts.appendTo(c.buf[:0], index)
	if err == nil && !ok {
		err = errNoText
	}
	c.buf = text
	return text, err
}

var errNoText = errors.New("a cell points to a text that is not there")
