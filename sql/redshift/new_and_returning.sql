-- Users of each day (UTC): those seen for the first time, and those who were there before.
WITH days AS (
    SELECT user_id, CAST(event_timestamp AS DATE) AS active_day, count(*) AS events
    FROM clickstream.fact_clicks
    WHERE user_id IS NOT NULL
        AND year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
    GROUP BY user_id, CAST(event_timestamp AS DATE)
)
SELECT
    days.active_day,
    sum(CASE WHEN CAST(users.first_seen AS DATE) = days.active_day THEN 1 ELSE 0 END) AS new_users,
    sum(CASE WHEN CAST(users.first_seen AS DATE) < days.active_day THEN 1 ELSE 0 END) AS returning_users,
    sum(days.events) AS events
FROM days JOIN clickstream.dim_users AS users ON days.user_id = users.user_id
GROUP BY days.active_day
ORDER BY days.active_day
