-- Events, orders and revenue by the country and the preferred device that each user had at the time of the event, not now.
SELECT
    history.country,
    history.device_preference,
    count(*) AS events,
    count(DISTINCT facts.user_id) AS users,
    sum(CASE WHEN facts.event_type = 'purchase' THEN 1 ELSE 0 END) AS purchases,
    sum(CASE WHEN facts.event_type = 'purchase' THEN facts.price * coalesce(facts.quantity, 1) ELSE 0 END) AS revenue
FROM fact_clicks AS facts
JOIN dim_users_history AS history
    ON facts.user_id = history.user_id
    AND facts.event_timestamp >= history.valid_from
    AND (history.valid_to IS NULL OR facts.event_timestamp < history.valid_to)
WHERE facts.year * 1000000 + facts.month * 10000 + facts.day * 100 + facts.hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
GROUP BY history.country, history.device_preference
ORDER BY events DESC, history.country, history.device_preference
