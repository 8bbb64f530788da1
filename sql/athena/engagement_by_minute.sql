-- Events, visitors, sessions, orders and revenue of each minute, exactly; also of hours from raw files, which engagement_minutes does not have.
SELECT
    date_trunc('minute', event_timestamp) AS minute_start,
    count(*) AS events,
    count(DISTINCT coalesce(user_id, anonymous_id)) AS visitors,
    count(DISTINCT session_id) AS sessions,
    count(DISTINCT CASE WHEN event_type = 'purchase' THEN coalesce(order_id, click_id) END) AS orders,
    sum(CASE WHEN event_type = 'purchase' THEN price * coalesce(quantity, 1) ELSE 0 END) AS revenue
FROM fact_clicks
WHERE year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
GROUP BY date_trunc('minute', event_timestamp)
ORDER BY minute_start
