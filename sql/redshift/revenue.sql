-- Orders, order lines, revenue and its average by order, of each day (UTC) and currency.
WITH purchases AS (
    SELECT
        CAST(event_timestamp AS DATE) AS day_start,
        currency,
        count(DISTINCT coalesce(order_id, click_id)) AS orders,
        sum(price * coalesce(quantity, 1)) AS revenue
    FROM clickstream.fact_clicks
    WHERE event_type = 'purchase'
        AND year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
    GROUP BY CAST(event_timestamp AS DATE), currency
),
lines AS (
    SELECT CAST(event_timestamp AS DATE) AS day_start, currency, count(*) AS order_lines
    FROM clickstream.fact_order_items
    WHERE year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
    GROUP BY CAST(event_timestamp AS DATE), currency
)
SELECT
    purchases.day_start,
    purchases.currency,
    purchases.orders,
    lines.order_lines,
    purchases.revenue,
    CAST(purchases.revenue AS DOUBLE PRECISION) / purchases.orders AS average_order
FROM purchases
LEFT JOIN lines ON purchases.day_start = lines.day_start AND coalesce(purchases.currency, '') = coalesce(lines.currency, '')
ORDER BY purchases.day_start, purchases.currency
