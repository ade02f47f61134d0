"""The query API over ten million spans: `make bench-query`. How to read the figures: `bench/README.md`.

words      prose
templates  traces as applications send them
pool       the templates, decoded by the drain's own decoder
traffic    copies of them over days with a rhythm
fill       a store filled with that
dataset    the data directory, made once
questions  what is asked, with parameters drawn anew
ask        questions over HTTP, and what they take
run        all of it, in order
marks      what is to be reached, and whether it is
tables     the printed tables and the JSON
"""
