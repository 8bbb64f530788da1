-- One row per session: a visitor's events with no gap over 30 minutes, of one day (UTC). Give whole days.
WITH events AS (
    SELECT
        coalesce(user_id, anonymous_id) AS visitor,
        event_timestamp,
        click_id,
        event_type,
        page_url,
        CASE WHEN event_type = 'purchase' THEN price * coalesce(quantity, 1) ELSE 0 END AS revenue,
        lag(event_timestamp) OVER (
            PARTITION BY coalesce(user_id, anonymous_id) ORDER BY event_timestamp, click_id) AS previous
    FROM fact_clicks
    WHERE coalesce(user_id, anonymous_id) IS NOT NULL
        AND year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
),
numbered AS (
    SELECT
        visitor, event_timestamp, click_id, event_type, page_url, revenue,
        sum(CASE
            WHEN previous IS NULL THEN 1
            WHEN event_timestamp > previous + INTERVAL '30' MINUTE THEN 1
            WHEN CAST(event_timestamp AS DATE) > CAST(previous AS DATE) THEN 1
            ELSE 0 END) OVER (
            PARTITION BY visitor ORDER BY event_timestamp, click_id ROWS UNBOUNDED PRECEDING) AS number
    FROM events
),
ends AS (
    SELECT
        visitor, number, event_timestamp, event_type, revenue,
        first_value(page_url) OVER (
            PARTITION BY visitor, number ORDER BY event_timestamp, click_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS first_page,
        last_value(page_url) OVER (
            PARTITION BY visitor, number ORDER BY event_timestamp, click_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS last_page
    FROM numbered
)
SELECT
    visitor,
    min(event_timestamp) AS session_start,
    max(event_timestamp) AS session_end,
    count(*) AS events,
    sum(CASE WHEN event_type = 'purchase' THEN 1 ELSE 0 END) AS purchases,
    sum(revenue) AS revenue,
    min(first_page) AS first_page,
    min(last_page) AS last_page
FROM ends
GROUP BY visitor, number
ORDER BY session_start, visitor
