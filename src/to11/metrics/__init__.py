"""Figures for Prometheus: counted where things happen, seen at one address whichever process counted.

In: "this many more" of a figure and its labels, from any process. Out: all of them in Prometheus' text formats.
Counters and histograms live in small mapped files, two per process, in a private directory, so that they outlive a
process that is killed and go on where they stood in the one that takes its place; the supervisor clears the directory
when it starts.

    definitions   THE list of all figures; docs/metrics.md is made of it
    meters        counting, on the hot path
    projects      which projects have a label of their own
    scrape        what a scrape is answered with: the files added up, and gauges read at that moment
    genai         the GenAI histograms: `tally` gathers them, `slots` are their files
    push          the GenAI histograms sent to an OTLP receiver; `export_request` is what is sent

Start with `definitions`. May import `log`, `settings`, `model`.
"""
