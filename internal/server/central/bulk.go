package central

import (
	"fmt"
	"regexp"
	"strings"
)

// bulk is a statement that is run for many rows: an INSERT with one list of
// VALUES, or an UPDATE, of a table whose key begins with two columns that are
// the statement's $1 and $2. types are those of $1…$n, as PostgreSQL calls them.
// No two rows of one call have the same key.
type bulk struct {
	query string
	types string
}

func (b bulk) typeList() []string { return strings.Fields(b.types) }

// doAll runs a statement for all rows and returns the places of those of which
// nothing was written, because ON CONFLICT DO NOTHING met a row.
func (m *merge) doAll(b bulk, rows [][]any) (missed []int, err error) {
	if len(rows) == 0 {
		return nil, nil
	}
	return m.c.engine.writeAll(m, b, rows)
}

var (
	bulkParam  = regexp.MustCompile(`\$(\d+)`)
	bulkInsert = regexp.MustCompile(`(?s)^INSERT INTO \w+ \((\w+, \w+).*?\)\s+VALUES (\(.*?\))`)
	bulkWhere  = regexp.MustCompile(`(?s)\sWHERE (\w+) = \$1 AND (\w+) = \$2$`)
)

// unnested is the statement for PostgreSQL: its parameters are arrays, one for
// each column, and it returns the keys of the rows that it wrote.
func (b bulk) unnested() (string, error) {
	var names, arrays []string
	for i, t := range b.typeList() {
		names = append(names, fmt.Sprintf("c%d", i+1))
		arrays = append(arrays, fmt.Sprintf("$%d::%s[]", i+1, t))
	}
	from := fmt.Sprintf(" FROM unnest(%s) AS x (%s)", strings.Join(arrays, ", "), strings.Join(names, ", "))
	if at := bulkInsert.FindStringSubmatchIndex(b.query); at != nil {
		key, values := b.query[at[2]:at[3]], b.query[at[4]+1:at[5]-1]
		head := strings.TrimSuffix(b.query[:at[4]], "VALUES ")
		list := bulkParam.ReplaceAllString(values, "x.c$1")
		return fmt.Sprintf("%sSELECT %s%s%s RETURNING %s", head, list, from, b.query[at[5]:], key), nil
	}
	if at := bulkWhere.FindStringSubmatchIndex(b.query); at != nil {
		set, where := b.query[:at[0]], b.query[at[0]:]
		key := b.query[at[2]:at[3]] + ", " + b.query[at[4]:at[5]]
		return bulkParam.ReplaceAllString(set, "x.c$1") + from + bulkParam.ReplaceAllString(where, "x.c$1") + " RETURNING " + key, nil
	}
	return "", fmt.Errorf("no bulk statement: %.60q", b.query)
}
