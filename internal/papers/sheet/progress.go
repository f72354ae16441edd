package sheet

import "sync/atomic"

// progress counts bytes read against bytes expected. One goroutine adds, any
// may ask.
type progress struct{ read, total atomic.Int64 }

func (p *progress) start() {
	p.read.Store(0)
	p.total.Store(0)
}

// expect says how many bytes there will be in all.
func (p *progress) expect(n int64) { p.total.Store(n) }

func (p *progress) add(n int) { p.read.Add(int64(n)) }

// finish says that the end was reached, whatever was expected.
func (p *progress) finish() {
	p.read.Store(1)
	p.total.Store(1)
}

func (p *progress) share() float64 {
	read, total := p.read.Load(), p.total.Load()
	if read <= 0 || total <= 0 {
		return 0
	}
	return min(1, float64(read)/float64(total))
}
