-- +goose Up

-- Which records of a household were returned is asked for each line of the list:
-- by their keys, without reading a state.
CREATE INDEX record_returned_key ON record (key) WHERE returned = 1;
