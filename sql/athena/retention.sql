-- Users by the day they were first seen (UTC), and how many of them came again so many days later.
WITH days AS (
    SELECT DISTINCT user_id, CAST(event_timestamp AS DATE) AS active_day
    FROM fact_clicks
    WHERE user_id IS NOT NULL
        AND year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
)
SELECT
    CAST(users.first_seen AS DATE) AS cohort,
    date_diff('day', CAST(users.first_seen AS DATE), days.active_day) AS days_later,
    count(*) AS users
FROM days JOIN dim_users AS users ON days.user_id = users.user_id
GROUP BY CAST(users.first_seen AS DATE), date_diff('day', CAST(users.first_seen AS DATE), days.active_day)
ORDER BY cohort, days_later
