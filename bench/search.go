package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"thamho.vn/internal/fieldwork"
	"thamho.vn/internal/ledger"
	"thamho.vn/internal/registry"
	"thamho.vn/internal/store"
)

// people is how many stand in the laptop that is searched.
const people = 190_000

var (
	families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Lâm", "Quách"}
	middles  = []string{"Văn", "Thị", "Hoàng", "Ngọc", "Minh", "Thanh", "Kim", "Quốc"}
	givens   = []string{"Ánh", "Bảo", "Cường", "Dũng", "Đào", "Giang", "Hương", "Khánh", "Linh", "Mai", "Nhi", "Phúc", "Quyên", "Sơn", "Thuý", "Vy", "Yến"}
)

// search measures what one waits for after a key press among 190,000 people.
func search(ctx context.Context, dir string) ([]figure, error) {
	sub := filepath.Join(dir, "search")
	p, err := newProvince(ctx, sub)
	if err != nil {
		return nil, err
	}
	defer p.close()
	st, _, err := p.laptop(ctx, "laptop", &http.Client{})
	if err != nil {
		return nil, err
	}
	defer st.Close()
	if err := fill(ctx, p, st, people); err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(5, 6))
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	var took []time.Duration
	for range 60 {
		text := pick([]string{"nguyen thi huong", "tran van", "dao", "le hoang son", "kenh 12", "vo ngoc", "dang kim yen", "4711"})
		for i := 1; i <= len(text); i++ {
			d, err := timed(func() error {
				keys, err := st.HouseholdKeys(ctx, registry.HouseholdQuery{Text: text[:i]})
				if err == nil {
					_, err = st.HouseholdRows(ctx, keys[:min(14, len(keys))])
				}
				return err
			})
			if err != nil {
				return nil, err
			}
			took = append(took, d)
		}
	}
	slices.Sort(took)
	p95 := took[len(took)*95/100]
	dup, err := duplicates(ctx, st, rng)
	return []figure{
		{Name: "search_p95_ms", Value: float64(p95.Microseconds()) / 1000, Unit: "ms"},
		{Name: "dup_p95_ms", Value: float64(dup.Microseconds()) / 1000, Unit: "ms"},
	}, err
}

// duplicates measures the warning of a likely duplicate while a child is typed:
// names here come back about twelve times in a year of birth, more than in life.
func duplicates(ctx context.Context, st *store.Store, rng *rand.Rand) (p95 time.Duration, err error) {
	acts := fieldwork.New(fieldwork.Options{Store: st, Now: time.Now, NewID: newID})
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	var took []time.Duration
	for range 1000 {
		typed := registry.Person{
			Name: pick(families) + " " + pick(middles) + " " + pick(givens), Mother: pick(families) + " Thị " + pick(givens),
			Birth: registry.Date{Year: 2012 + rng.IntN(12), Month: 1 + rng.IntN(12), Day: 1 + rng.IntN(28)},
		}
		d, err := timed(func() error {
			_, err := acts.MaybeSame(ctx, newID(), typed)
			return err
		})
		if err != nil {
			return 0, err
		}
		took = append(took, d)
	}
	slices.Sort(took)
	return took[len(took)*95/100], nil
}

// fill writes households of two into the laptop until it holds n people.
func fill(ctx context.Context, p *province, st *store.Store, n int) error {
	rng := rand.New(rand.NewPCG(3, 4))
	pick := func(list []string) string { return list[rng.IntN(len(list))] }
	name := func() string { return pick(families) + " " + pick(middles) + " " + pick(givens) }
	hamlet := newID()
	var drafts []ledger.Draft
	for i := 0; i < n; i += 2 {
		house, err := draft(registry.KindHousehold, registry.Household{Hamlet: hamlet, Number: i/2 + 1, Head: name(), Line: fmt.Sprintf("kênh %d", rng.IntN(40))})
		if err != nil {
			return err
		}
		drafts = append(drafts, house)
		for range 2 {
			person, err := draft(registry.KindPerson, registry.Person{
				Household: house.Record, Name: name(), Birth: registry.Date{Year: 2012 + rng.IntN(12)},
				Number: registry.Number{PIN: registry.PIN(fmt.Sprintf("0963%08d", rng.IntN(100_000_000)))},
			})
			if err != nil {
				return err
			}
			drafts = append(drafts, person)
		}
		if len(drafts) > 3000 || i+2 >= n {
			if err := st.Write(ctx, p.scope, drafts, ""); err != nil {
				return err
			}
			drafts = drafts[:0]
		}
	}
	return nil
}

func draft[T any](kind string, rec T) (ledger.Draft, error) {
	fields, err := registry.Encode(rec)
	return ledger.Draft{Kind: kind, Record: newID(), Op: ledger.OpCreate, Fields: fields}, err
}
