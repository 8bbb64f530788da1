-- Events, visitors, orders and revenue (all currencies) of each hour.
SELECT
    date_trunc('hour', event_timestamp) AS hour_start,
    count(*) AS events,
    count(DISTINCT coalesce(user_id, anonymous_id)) AS visitors,
    count(DISTINCT CASE WHEN event_type = 'purchase' THEN coalesce(order_id, click_id) END) AS orders,
    sum(CASE WHEN event_type = 'purchase' THEN price * coalesce(quantity, 1) ELSE 0 END) AS revenue
FROM clickstream.fact_clicks
WHERE year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
GROUP BY date_trunc('hour', event_timestamp)
ORDER BY hour_start
