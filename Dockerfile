# The program in an image without a shell, a package manager or root. Build on the processor that it runs on:
#   docker build -t clickstream:TAG .
# It writes to /scratch only (rows that the compactor cannot hold in memory): run it with a read-only root and a volume there (infra/ does).

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY image/ image/
COPY sql/ sql/
COPY docs/openapi/ docs/openapi/
COPY src/ src/
RUN ["./image/publish", "/app"]
RUN ["mkdir", "/scratch"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app ./
COPY --from=build --chown=1654:1654 /scratch /scratch
VOLUME ["/scratch"]
# Diagnostics would open sockets and files under /tmp.
ENV DOTNET_EnableDiagnostics=0 TMPDIR=/scratch
USER 1654
EXPOSE 5080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/app/clickstream", "health"]
ENTRYPOINT ["/app/clickstream"]
CMD ["--help"]
