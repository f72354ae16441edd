package sheet

import "context"

// loadShared reads the part with the shared strings, once. One that was broken
// off is forgotten, so that the next Rows can try again.
func (w *workbook) loadShared(ctx context.Context, left *budget, done *progress) error {
	if w.shared != nil || w.texts == "" {
		return nil
	}
	x, closer, err := w.pack.open(ctx, w.texts, left, done)
	if err != nil {
		return err
	}
	defer closer.Close()
	s := &shared{}
	if err := readShared(x, s); err != nil {
		_ = s.Close() // the first error says more
		return err
	}
	w.shared = s
	return nil
}

func readShared(x *xmlScan, s *shared) error {
	var text []byte
	for {
		found, err := x.next()
		switch {
		case err != nil:
			return err
		case found == tokenEnd:
			return s.flush()
		case found != tokenOpen || x.name() != "si":
			continue
		}
		if text, err = richText(x, text[:0]); err != nil {
			return err
		}
		if err := s.add(text); err != nil {
			return err
		}
	}
}

// richText reads the element that x just opened, <si> or <is>, up to its end:
// its <t> and those of its runs <r>, but not those that spell a text phonetically.
func richText(x *xmlScan, dst []byte) ([]byte, error) {
	for depth := 1; depth > 0; {
		found, err := x.next()
		switch {
		case err != nil:
			return dst, err
		case found == tokenEnd:
			return dst, errXML
		case found == tokenClose:
			depth--
			continue
		}
		switch x.name() {
		case "t":
			dst, err = appendContent(x, dst)
		case "rPh":
			_, err = x.content()
		default:
			depth++
		}
		if err != nil {
			return dst, err
		}
	}
	return unescape(dst), nil
}

func appendContent(x *xmlScan, dst []byte) ([]byte, error) {
	text, err := x.content()
	if len(dst) > maxRun {
		return dst, errLongRun
	}
	return append(dst, text...), err
}
