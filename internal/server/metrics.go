package server

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are what whoever runs the server watches. They hold counts only.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	blocks   prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "thamho_requests_total", Help: "Requests by route and status."}, []string{"route", "status"}),
		seconds:  prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "thamho_request_seconds", Help: "Time to answer by route."}, []string{"route"}),
		blocks:   prometheus.NewCounter(prometheus.CounterOpts{Name: "thamho_pushed_blocks_total", Help: "Blocks taken in pushes, repeats included."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.blocks, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// tell says what runs here.
func (m *metrics) tell(version, engine string) {
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "thamho_info", Help: "Always 1: the program's version and the database engine.",
		ConstLabels: prometheus.Labels{"version": version, "engine": engine},
	})
	info.Set(1)
	m.registry.MustRegister(info)
}

// count passes a request on and notes how it went.
func (m *metrics) count(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	_, route := mux.Handler(r)
	began := time.Now()
	out := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	mux.ServeHTTP(out, r)
	m.requests.WithLabelValues(route, strconv.Itoa(out.status)).Inc()
	m.seconds.WithLabelValues(route).Observe(time.Since(began).Seconds())
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader notes and passes on the status.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
