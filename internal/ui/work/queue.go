package work

import "time"

// Queue holds every job until a test lets it run, so that answers can be made
// to come late and in any order.
type Queue struct {
	clock
	jobs    []func() func()
	answers []func()
}

var _ Runner = (*Queue)(nil)

// Run implements Runner: the job waits.
func (q *Queue) Run(job func() (deliver func())) { q.jobs = append(q.jobs, job) }

// After implements Runner.
func (q *Queue) After(d time.Duration, f func()) (stop func()) { return q.after(d, f) }

// Post implements Runner: f waits among the answers.
func (q *Queue) Post(f func()) { q.answers = append(q.answers, f) }

// Advance lets d pass and runs what falls due, in order of time.
func (q *Queue) Advance(d time.Duration) { q.advance(d) }

// Waiting tells how many jobs have not run.
func (q *Queue) Waiting() int { return len(q.jobs) }

// RunJob runs the i-th waiting job; its answer then waits for Deliver.
func (q *Queue) RunJob(i int) {
	job := q.jobs[i]
	q.jobs = append(q.jobs[:i:i], q.jobs[i+1:]...)
	q.answers = append(q.answers, job())
}

// Deliver delivers the answers that wait, oldest first.
func (q *Queue) Deliver() {
	answers := q.answers
	q.answers = nil
	for _, deliver := range answers {
		deliver()
	}
}

// Drain runs jobs and delivers answers until nothing waits.
func (q *Queue) Drain() {
	for len(q.jobs)+len(q.answers) > 0 {
		for len(q.jobs) > 0 {
			q.RunJob(0)
		}
		q.Deliver()
	}
}
