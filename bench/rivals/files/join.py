"""Joins orders with customers and adds up by city: join.py pandas|duckdb ORDERS CUSTOMERS TO"""

import sys

library, orders, customers, target = sys.argv[1:]
if library == "pandas":
    import pandas

    rows = pandas.read_csv(orders).merge(pandas.read_csv(customers), on="customer")
    groups = rows.groupby("city")["amount"].agg(["count", "sum"]).reset_index()
    groups.to_csv(target, index=False)
else:
    import duckdb

    duckdb.sql(
        f"COPY (SELECT city, count(*), sum(amount) FROM read_csv('{orders}') JOIN read_csv('{customers}') USING (customer) "
        f"GROUP BY city ORDER BY city) TO '{target}' (HEADER)"
    )
