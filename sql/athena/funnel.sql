-- Visitors of each day (UTC) who viewed, then put into the cart, then bought: each step at or after the one before.
WITH events AS (
    SELECT
        CAST(event_timestamp AS DATE) AS day_start,
        coalesce(user_id, anonymous_id) AS visitor,
        event_timestamp,
        CASE
            WHEN event_type IN ('view', 'page_view', 'product_view') THEN 1
            WHEN event_type IN ('cart', 'add_to_cart') THEN 2
            WHEN event_type = 'purchase' THEN 3 END AS step
    FROM fact_clicks
    WHERE coalesce(user_id, anonymous_id) IS NOT NULL
        AND year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
),
viewed AS (
    SELECT day_start, visitor, min(event_timestamp) AS reached FROM events WHERE step = 1 GROUP BY day_start, visitor
),
carted AS (
    SELECT events.day_start, events.visitor, min(events.event_timestamp) AS reached
    FROM events JOIN viewed ON events.day_start = viewed.day_start AND events.visitor = viewed.visitor
    WHERE events.step = 2 AND events.event_timestamp >= viewed.reached
    GROUP BY events.day_start, events.visitor
),
bought AS (
    SELECT events.day_start, events.visitor, min(events.event_timestamp) AS reached
    FROM events JOIN carted ON events.day_start = carted.day_start AND events.visitor = carted.visitor
    WHERE events.step = 3 AND events.event_timestamp >= carted.reached
    GROUP BY events.day_start, events.visitor
)
SELECT
    viewed.day_start,
    count(*) AS viewed,
    count(carted.visitor) AS added_to_cart,
    count(bought.visitor) AS bought
FROM viewed
LEFT JOIN carted ON viewed.day_start = carted.day_start AND viewed.visitor = carted.visitor
LEFT JOIN bought ON viewed.day_start = bought.day_start AND viewed.visitor = bought.visitor
GROUP BY viewed.day_start
ORDER BY viewed.day_start
