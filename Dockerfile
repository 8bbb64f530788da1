# The program in an image without a shell, a package manager or root. Build on the processor that it runs on:
#   docker build -t clickstream:TAG .
# It writes nothing to its own file system: run it with a read-only root (infra/ does).

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY image/ image/
COPY sql/ sql/
COPY src/ src/
RUN ["./image/publish", "/app"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app ./
# Diagnostics would open sockets and files under /tmp.
ENV DOTNET_EnableDiagnostics=0
USER 1654
EXPOSE 5080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/app/clickstream", "health"]
ENTRYPOINT ["/app/clickstream"]
CMD ["--help"]
