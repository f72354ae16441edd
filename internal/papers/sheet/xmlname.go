package sheet

import (
	"bytes"
	"fmt"
)

// tagName is the name with which a tag begins, prefix and all.
func tagName(tag []byte) []byte {
	for i, c := range tag {
		if isSpace(c) {
			return tag[:i]
		}
	}
	return tag
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// local is a name without its prefix.
func local(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

// wellKnown returns a name as a string, without making a new one for those that
// a sheet holds by the million.
func wellKnown(name []byte) string {
	switch string(name) {
	case "c":
		return "c"
	case "v":
		return "v"
	case "row":
		return "row"
	case "is":
		return "is"
	case "t":
		return "t"
	case "r":
		return "r"
	case "si":
		return "si"
	}
	return string(name)
}

// cutAttr takes the first attribute off what follows a tag's name.
func cutAttr(rest []byte) (key, value, after []byte, ok bool) {
	eq := bytes.IndexByte(rest, '=')
	if eq < 0 {
		return nil, nil, nil, false
	}
	key = bytes.TrimSpace(rest[:eq])
	for rest = rest[eq+1:]; len(rest) > 0 && isSpace(rest[0]); {
		rest = rest[1:]
	}
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return nil, nil, nil, false
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return nil, nil, nil, false
	}
	return key, rest[1 : 1+end], rest[end+2:], true
}

// maxDepth is how deep elements may stand in each other. Workbooks use ten.
const maxDepth = 256

// nameStack holds the names of the open elements, so that a closing tag that
// fits none is found where it stands.
type nameStack struct {
	names []byte
	ends  []int
}

func (n *nameStack) empty() bool { return len(n.ends) == 0 }

func (n *nameStack) push(name []byte) error {
	if len(name) == 0 || len(n.ends) >= maxDepth {
		return fmt.Errorf("%w: a nameless or too deep element", errXML)
	}
	n.names = append(n.names, name...)
	n.ends = append(n.ends, len(n.names))
	return nil
}

func (n *nameStack) pop(name []byte) error {
	last := len(n.ends) - 1
	if last < 0 {
		return fmt.Errorf("%w: an end without a beginning", errXML)
	}
	from := 0
	if last > 0 {
		from = n.ends[last-1]
	}
	if !bytes.Equal(n.names[from:], name) {
		return fmt.Errorf("%w: elements overlap", errXML)
	}
	n.names, n.ends = n.names[:from], n.ends[:last]
	return nil
}
