-- Events, visitors, orders and revenue (all currencies) of each day (UTC).
SELECT
    CAST(event_timestamp AS DATE) AS day_start,
    count(*) AS events,
    count(DISTINCT coalesce(user_id, anonymous_id)) AS visitors,
    count(DISTINCT CASE WHEN event_type = 'purchase' THEN coalesce(order_id, click_id) END) AS orders,
    sum(CASE WHEN event_type = 'purchase' THEN price * coalesce(quantity, 1) ELSE 0 END) AS revenue
FROM fact_clicks
WHERE year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
GROUP BY CAST(event_timestamp AS DATE)
ORDER BY day_start
