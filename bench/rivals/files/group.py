"""Groups a CSV by a column with sum and count: group.py pandas|duckdb FROM TO"""

import sys

library, source, target = sys.argv[1:]
if library == "pandas":
    import pandas

    rows = pandas.read_csv(source)
    groups = rows.groupby("region")["amount"].agg(["count", "sum"]).reset_index()
    groups.to_csv(target, index=False)
else:
    import duckdb

    duckdb.sql(
        f"COPY (SELECT region, count(*), sum(amount) FROM read_csv('{source}') GROUP BY region ORDER BY region) TO '{target}' (HEADER)"
    )
