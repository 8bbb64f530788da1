-- Events of bots, and their share, of each day (UTC): those that say so, and with --enrich bot those whose user agent does.
SELECT
    CAST(event_timestamp AS DATE) AS day_start,
    count(*) AS events,
    sum(CASE WHEN is_bot THEN 1 ELSE 0 END) AS bot_events,
    CAST(sum(CASE WHEN is_bot THEN 1 ELSE 0 END) AS DOUBLE PRECISION) / count(*) AS bot_share
FROM clickstream.fact_clicks
WHERE year * 1000000 + month * 10000 + day * 100 + hour BETWEEN /*from*/ 2000010100 AND /*to*/ 2099123123
GROUP BY CAST(event_timestamp AS DATE)
ORDER BY day_start
